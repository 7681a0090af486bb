import { type Chance, chance } from "@fairline/core/testing";
import type { Operation, Plan } from "./plan.ts";

/** Chance of its own: what else a seed stands for stays as it is. */
const salt = 0x0_dee5;

/** A room that drains when all is calm is opened again after so long: whoever was refused meanwhile is served, too. */
const shutMs = 60_000;

/**
 * What operators do besides changing settings: they drain the room, call somebody in, end a visit, and undo what was done
 * last. In half of the schedules nobody does.
 */
export function withDeeds(plan: Plan): Plan {
  const dice = chance(plan.seed ^ salt);
  if (dice.percent(50)) return plan;
  const deeds = Array.from({ length: 1 + dice.below(5) }, () => deedOf(dice, plan.calmAtMs));
  const operations = [...plan.operations, ...deeds, ...drainedInPeace(dice, plan.calmAtMs)];
  return { ...plan, operations: operations.sort((a, b) => a.atMs - b.atMs) };
}

function deedOf(dice: Chance, calmAtMs: number): Operation {
  const atMs = dice.below(calmAtMs);
  const drawn = dice.below(100);
  if (drawn < 45) return { atMs, kind: "call in", ahead: dice.below(8) };
  if (drawn < 65) return { atMs, kind: "end a visit", pick: dice.below(4) };
  if (drawn < 80) return { atMs, kind: "undo" };
  return { atMs, kind: "change", change: { state: "open", draining: true } };
}

/** Nothing fails any more, and nobody else operates: the room closes by itself. */
function drainedInPeace(dice: Chance, calmAtMs: number): Operation[] {
  if (!dice.percent(40)) return [];
  const atMs = calmAtMs + 1000 + dice.below(8000);
  const reopened = {
    atMs: atMs + shutMs,
    kind: "change",
    change: { state: "open", draining: false },
  } as const;
  return [{ atMs, kind: "change", change: { state: "open", draining: true } }, reopened];
}
