import type { ServerMessage } from "@fairline/core";
import { faultNames } from "./faults.ts";
import type { Entry } from "./history.ts";
import type { Operation, Plan, VisitorPlan } from "./plan.ts";
import type { Simulated } from "./simulate.ts";

/** A plan as somebody would tell it. */
export function tellPlan(plan: Plan): string[] {
  const { slots, slotSeconds, tickSeconds, graceSeconds, holdSeconds, maxVisitSeconds, confirm } =
    plan.settings;
  const longest = maxVisitSeconds > 0 ? `, visits of ${maxVisitSeconds} s at most` : "";
  const faults = faultNames
    .filter((name) => plan.faults[name] > 0)
    .map((name) => `${name} ${plan.faults[name]}`);
  return [
    `X = ${slots}, Y = ${slotSeconds} s, N = ${tickSeconds} s, grace ${graceSeconds} s, hold ${holdSeconds} s${longest}${confirm ? ", with calls" : ""}; calm from ${seconds(plan.calmAtMs)} on`,
    `faults: ${faults.length === 0 ? "none" : faults.join(", ")}`,
    ...plan.visitors.map(tellVisitor),
    ...plan.operations.map((operation) => `${seconds(operation.atMs)} ${tellOperation(operation)}`),
  ];
}

function tellOperation(operation: Operation): string {
  switch (operation.kind) {
    case "change":
      return `an operator sets ${JSON.stringify(operation.change)}`;
    case "reset":
      return "an operator resets the room";
    case "call in":
      return `an operator calls somebody in who has ${operation.ahead} ahead`;
    case "end a visit":
      return `an operator ends visit ${operation.pick}`;
    case "undo":
      return "an operator undoes what was done last";
    case "restart":
      return "everything restarts";
    default:
      return operation satisfies never;
  }
}

function tellVisitor(visitor: VisitorPlan): string {
  const {
    name,
    arrivesAtMs,
    over,
    onTurn,
    onCall,
    secondChanceMs,
    site,
    episodes,
    comesAgain,
    moreTime = [],
  } = visitor;
  const lives = episodes.map(({ atMs, ...episode }) => `${tellDoing(episode)} after ${seconds(atMs)}`);
  const isCalled = onCall.some((answer) => answer.kind !== "answer" || answer.afterMs > 0);
  return [
    `${seconds(arrivesAtMs)} ${name} comes over ${over}`,
    `on the turn: ${tellDoing(onTurn)}`,
    ...(site === undefined ? [] : [tellDoing({ kind: "goes to the site", ...site })]),
    ...(isCalled ? [`on a call: ${onCall.map(tellDoing).join(", then ")}`] : []),
    ...(secondChanceMs === undefined ? [] : [`second chance after ${seconds(secondChanceMs)}`]),
    ...moreTime.map(({ afterMs, seconds: more }) => `given ${more} s more after ${seconds(afterMs)}`),
    ...lives,
    ...(comesAgain ? ["comes again"] : []),
  ].join("; ");
}

/** What kind of thing is done, and how. */
function tellDoing({ kind, ...how }: { readonly kind: string }): string {
  const fields = Object.entries(how).map(
    ([field, value]) => `${field} ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  return [kind, ...fields].join(" ");
}

/** The history around a break: what concerns the tickets and lanes that it names, and every fault before it. */
export function tellHistory(simulated: Simulated, sentence: string, linesMax = 80): string[] {
  const about = new Set([...sentence.matchAll(/(?:ticket|lane|turn) (\d+)/g)].map(([name]) => name));
  const visitors = new Set([...sentence.matchAll(/\bv\d+\b/g)].map(([name]) => name));
  const lines = simulated.history.filter(
    (entry) =>
      ("number" in entry && about.has(`ticket ${entry.number}`)) ||
      ("lane" in entry && about.has(`lane ${entry.lane}`)) ||
      ("visitor" in entry && visitors.has(entry.visitor) && !isTick(entry)) ||
      (entry.kind === "heard" && "number" in entry.message && about.has(`ticket ${entry.message.number}`)) ||
      ["room", "fault", "calm", "broke", "over"].includes(entry.kind),
  );
  return lines.slice(-linesMax).map((entry) => `${seconds(entry.atMs - simulated.startMs)} ${tell(entry)}`);
}

function isTick(entry: Entry): boolean {
  return entry.kind === "heard" && entry.message.type === "tick";
}

function tell(entry: Entry): string {
  const { atMs: _, kind, ...rest } = entry;
  if (entry.kind === "heard")
    return `${entry.visitor} hears on ${entry.connection}: ${tellMessage(entry.message)}`;
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  return `${kind}: ${fields.join(", ")}`;
}

function tellMessage(message: ServerMessage): string {
  return Object.entries(message)
    .filter(([name]) =>
      [
        "type",
        "number",
        "status",
        "lane",
        "outcome",
        "serving",
        "pass",
        "code",
        "confirmBy",
        "deferredTo",
      ].includes(name),
    )
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(8)} s`;
}
