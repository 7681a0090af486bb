import { roughly } from "@fairline/core";
import type { Plan } from "@fairline/planner/plan";
import { dollarsSaid } from "./dollars.ts";

/** The main figures of a plan, for whoever does not see the page that it stands on. */
export function inOneSentence({ waits, bill, quotas }: Plan): string {
  const wait = waits === undefined ? "Nobody is let in" : `Median wait ${roughly(waits.medianSeconds)}`;
  return `${wait}, ${dollarsSaid(bill.dollars)}, ${toAskFor(quotas)}.`;
}

/** What AWS must be asked for, and what asking does not help with. */
export function toAskFor(quotas: Plan["quotas"]): string {
  const toRaise = quotas.filter(({ verdict }) => verdict === "raise").length;
  const fixed = quotas.filter(({ verdict }) => verdict === "near" || verdict === "wall").length;
  return [
    toRaise === 0 ? "nothing to ask AWS for" : `${toRaise} ${toRaise === 1 ? "quota" : "quotas"} to raise`,
    ...(fixed === 0 ? [] : [`${fixed} nearly full or too small that cannot be raised`]),
  ].join(", ");
}
