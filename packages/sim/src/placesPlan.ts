import { limits, type Settings } from "@fairline/core";
import { type Chance, chance } from "@fairline/core/testing";
import type { Answer, DevicePlan, Episode, HandoverPlan, Operation, Plan, VisitorPlan } from "./plan.ts";

/** Chance of its own: what else a seed stands for stays as it is. */
const salt = 0x9_1ace;

/**
 * What visitors do with their places besides waiting: they answer calls or miss them, let others ahead, and hand their
 * places over. In half of the schedules nobody does.
 */
export function withPlaces(plan: Plan): Plan {
  const dice = chance(plan.seed ^ salt);
  if (dice.percent(50)) return plan;
  const settings = { ...plan.settings, confirm: dice.percent(55) };
  const switches = switchesOf(dice, plan.calmAtMs, settings);
  const visitors = plan.visitors.map((visitor) => withPlace(dice, visitor, settings));
  const operations = [...plan.operations, ...switches].sort((a, b) => a.atMs - b.atMs);
  return { ...plan, settings, visitors, operations };
}

/** Operators switch calls on and off while people wait. */
function switchesOf(dice: Chance, calmAtMs: number, { confirm }: Settings): Operation[] {
  if (!dice.percent(35)) return [];
  const count = 1 + dice.below(2);
  const times = Array.from({ length: count }, () => dice.below(calmAtMs)).sort((a, b) => a - b);
  return times.map((atMs, i) => ({ atMs, kind: "change", change: { confirm: confirm === (i % 2 === 1) } }));
}

function withPlace(dice: Chance, visitor: VisitorPlan, settings: Settings): VisitorPlan {
  const onCall = [answerOf(dice, settings), answerOf(dice, settings)] as const;
  const hasSecondChance = dice.percent(75);
  const secondChanceMs = secondChanceMsOf(dice, settings);
  const episodes = dice.percent(35) ? episodesOf(dice) : [];
  return {
    ...visitor,
    onCall,
    ...(hasSecondChance ? { secondChanceMs } : {}),
    episodes: [...visitor.episodes, ...episodes],
  };
}

/** Most are there, some only just, and some too late. */
function answerOf(dice: Chance, { graceSeconds }: Settings): Answer {
  const drawn = dice.below(100);
  if (drawn < 55) return { kind: "answer", afterMs: dice.below(graceSeconds * 900) };
  if (drawn < 70) return { kind: "answer late", beforeEndMs: dice.below(3000) - 2000 };
  if (drawn < 95) return { kind: "miss" };
  return { kind: "hand over", ...handoverOf(dice) };
}

function secondChanceMsOf(dice: Chance, { holdSeconds }: Settings): number {
  return dice.percent(25) ? holdSeconds * 1000 + dice.below(3000) - 1500 : dice.below(6000);
}

function episodesOf(dice: Chance): Episode[] {
  const atMs = dice.below(25_000);
  if (dice.percent(45)) return [{ atMs, kind: "hand over", ...handoverOf(dice) }];
  const once: Episode = { atMs, kind: "let others ahead", places: placesOf(dice) };
  if (!dice.percent(35)) return [once];
  return [once, { atMs: atMs + dice.below(6000), kind: "let others ahead", places: placesOf(dice) }];
}

/** Sometimes more than there are. */
function placesOf(dice: Chance): number {
  return dice.percent(20) ? 50 : 1 + dice.below(4);
}

function handoverOf(dice: Chance): HandoverPlan {
  const count = dice.percent(20) ? 2 : 1;
  const afterMs = afterMsOf(dice);
  const devices = Array.from(
    { length: count },
    (): DevicePlan => ({
      over: dice.percent(25) ? "http" : "socket",
      // Two may scan the code in the same moment.
      afterMs: dice.percent(50) ? afterMs : afterMsOf(dice),
    }),
  );
  return {
    devices,
    uses: dice.percent(30) ? "near the head" : "after a while",
    afterwards: dice.pick(["goes", "joins again", "leaves", "begins anew"] as const) ?? "goes",
  };
}

/** Long after the code has run out a device is still refused: seldom, for everybody waits for it. */
function afterMsOf(dice: Chance): number {
  return dice.percent(2) ? limits.handoverSeconds * 1000 + 2000 : dice.below(dice.percent(50) ? 1500 : 8000);
}
