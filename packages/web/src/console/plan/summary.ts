import { roughly } from "@fairline/core";
import type { Plan, QuotaNeeded } from "@fairline/planner/plan";
import { dollarsSaid } from "./dollars.ts";

/** The main figures of a plan, for whoever does not see the page that it stands on. */
export function inOneSentence(plan: Plan): string {
  const { waits, bill } = plan;
  const wait = waits === undefined ? "Nobody is let in" : `Median wait ${roughly(waits.medianSeconds)}`;
  return `${wait}, ${dollarsSaid(bill.dollars)}, ${toRaise(plan)}.`;
}

/** What is to be raised beforehand, and what cannot be. */
export function toRaise({ quotas, walls }: Pick<Plan, "quotas" | "walls">): string {
  const raised = (those: readonly Judged[]) => those.filter(({ verdict }) => verdict === "raise").length;
  const fixed = [...quotas, ...walls].filter(({ verdict }) => verdict === "near" || verdict === "wall");
  const toRaise = [
    ...(raised(quotas) === 0 ? [] : [`${counted(raised(quotas), "quota")} to raise`]),
    ...(raised(walls) === 0 ? [] : [`${counted(raised(walls), "bound")} of the stacks to raise`]),
  ];
  const all = toRaise.length === 0 ? "nothing to raise" : toRaise.join(", ");
  return fixed.length === 0 ? all : `${all}, but ${counted(fixed.length, "limit")} that cannot be raised`;
}

type Judged = Pick<QuotaNeeded, "verdict">;

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
