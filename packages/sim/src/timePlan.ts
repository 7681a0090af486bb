import { type Chance, chance } from "@fairline/core/testing";
import type { MoreTime, Operation, Plan } from "./plan.ts";

/** Chance of its own: what else a seed stands for stays as it is. */
const salt = 0x7_1fe5;

/** The site gives visits more time, now and then twice at once. In half of the schedules it does not. */
export function withMoreTime(plan: Plan): Plan {
  const dice = chance(plan.seed ^ salt);
  if (dice.percent(50)) return plan;
  const settings = { ...plan.settings, maxVisitSeconds: boundOf(dice, plan.settings.slotSeconds) };
  const visitors = plan.visitors.map((visitor) =>
    dice.percent(60) ? { ...visitor, moreTime: moreTimeOf(dice, settings.slotSeconds) } : visitor,
  );
  const operations = [...plan.operations, ...boundsOf(dice, plan)].sort((a, b) => a.atMs - b.atMs);
  return { ...plan, settings, visitors, operations };
}

/** Most rooms allow some seconds more than Y; some no more than that. */
function boundOf(dice: Chance, slotSeconds: number): number {
  return slotSeconds + dice.below(16) - 2;
}

/** Operators change the bound while visits are under way. */
function boundsOf(dice: Chance, { calmAtMs, settings }: Plan): Operation[] {
  if (!dice.percent(25)) return [];
  const change = { maxVisitSeconds: dice.percent(30) ? 0 : boundOf(dice, settings.slotSeconds) };
  return [{ atMs: dice.below(calmAtMs), kind: "change", change }];
}

/** Some at the very end of the visit, where it is settled in the same moment. */
function moreTimeOf(dice: Chance, slotSeconds: number): MoreTime[] {
  const endMs = Math.min(slotSeconds, 10) * 1000;
  const once = (): MoreTime => ({
    afterMs: dice.percent(35) ? endMs - dice.below(1500) + 500 : dice.below(endMs),
    seconds: 1 + dice.below(8),
  });
  const first = once();
  if (dice.percent(25)) return [first, first];
  return dice.percent(30) ? [first, once()] : [first];
}
