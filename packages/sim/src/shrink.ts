import { examine } from "./examine.ts";
import { faultNames } from "./faults.ts";
import type { Answer, Plan, VisitorPlan } from "./plan.ts";

/** Tries of one shrinking at most. */
const triesMax = 400;

/** Which invariant a sentence is about. */
export const invariantOf = (sentence: string): string => sentence.split(" ")[0] ?? "";

/** A plan that is as small as can be found and is still broken. */
export async function shrink(
  plan: Plan,
  isBroken: (candidate: Plan) => Promise<boolean>,
): Promise<{ plan: Plan; tries: number }> {
  let smallest = plan;
  let tries = 0;
  for (let hasShrunk = true; hasShrunk && tries < triesMax; ) {
    hasShrunk = false;
    for (const candidate of smaller(smallest)) {
      if (tries >= triesMax) break;
      tries += 1;
      if (!(await isBroken(candidate))) continue;
      smallest = candidate;
      hasShrunk = true;
      // What follows was made from a larger plan.
      break;
    }
  }
  return { plan: smallest, tries };
}

/** Whether a plan breaks this invariant, whatever else it breaks. */
export function breaksInvariant(invariant: string): (plan: Plan) => Promise<boolean> {
  return async (plan) => (await examine(plan)).breaks.some((sentence) => invariantOf(sentence) === invariant);
}

/** Every plan with one thing less, the greatest things first. */
function* smaller(plan: Plan): Generator<Plan> {
  for (const half of halves(plan.visitors)) yield { ...plan, visitors: half };
  for (const operations of withoutOne(plan.operations)) yield { ...plan, operations };
  for (const name of faultNames)
    if (plan.faults[name] > 0) yield { ...plan, faults: { ...plan.faults, [name]: 0 } };
  for (const visitors of withoutOne(plan.visitors)) yield { ...plan, visitors };
  for (const [i, visitor] of plan.visitors.entries())
    for (const simpler of simplerVisitors(visitor))
      yield { ...plan, visitors: plan.visitors.with(i, simpler) };
}

function* simplerVisitors(visitor: VisitorPlan): Generator<VisitorPlan> {
  for (const episodes of withoutOne(visitor.episodes)) yield { ...visitor, episodes };
  if (visitor.comesAgain) yield { ...visitor, comesAgain: false };
  if (visitor.onTurn.kind !== "stay") yield { ...visitor, onTurn: { kind: "stay" } };
  const { site, ...withoutSite } = visitor;
  if (site !== undefined) yield withoutSite;
  for (const moreTime of withoutOne(visitor.moreTime ?? [])) yield { ...visitor, moreTime };
  const { secondChanceMs, ...withoutSecondChance } = visitor;
  if (secondChanceMs !== undefined) yield withoutSecondChance;
  for (const [i, { kind }] of visitor.onCall.entries())
    if (kind !== "miss")
      yield { ...visitor, onCall: visitor.onCall.with(i, { kind: "miss" }) as [Answer, Answer] };
}

function* halves<T>(of: readonly T[]): Generator<readonly T[]> {
  if (of.length < 4) return;
  const middle = Math.floor(of.length / 2);
  yield of.slice(0, middle);
  yield of.slice(middle);
}

function* withoutOne<T>(of: readonly T[]): Generator<readonly T[]> {
  for (const i of of.keys()) yield of.toSpliced(i, 1);
}
