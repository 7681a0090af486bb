import type { ServerMessage } from "@fairline/core";
import { faultNames } from "./faults.ts";
import type { Entry } from "./history.ts";
import type { Plan, VisitorPlan } from "./plan.ts";
import type { Simulated } from "./simulate.ts";

/** A plan as somebody would tell it. */
export function tellPlan(plan: Plan): string[] {
  const { slots, slotSeconds, tickSeconds, graceSeconds, holdSeconds } = plan.settings;
  const faults = faultNames
    .filter((name) => plan.faults[name] > 0)
    .map((name) => `${name} ${plan.faults[name]}`);
  return [
    `X = ${slots}, Y = ${slotSeconds} s, N = ${tickSeconds} s, grace ${graceSeconds} s, hold ${holdSeconds} s; calm from ${seconds(plan.calmAtMs)} on`,
    `faults: ${faults.length === 0 ? "none" : faults.join(", ")}`,
    ...plan.visitors.map(tellVisitor),
    ...plan.operations.map((operation) =>
      operation.kind === "change"
        ? `${seconds(operation.atMs)} an operator sets ${JSON.stringify(operation.change)}`
        : `${seconds(operation.atMs)} ${operation.kind === "reset" ? "an operator resets the room" : "everything restarts"}`,
    ),
  ];
}

function tellVisitor({ name, arrivesAtMs, over, onTurn, episodes, comesAgain }: VisitorPlan): string {
  const { kind, ...when } = onTurn;
  const what = Object.entries(when).map(([field, ms]) => `${field} ${ms}`);
  const lives = episodes.map((episode) => `${episode.kind} after ${seconds(episode.atMs)}`);
  return [
    `${seconds(arrivesAtMs)} ${name} comes over ${over}`,
    `on the turn: ${[kind, ...what].join(" ")}`,
    ...lives,
    ...(comesAgain ? ["comes again"] : []),
  ].join("; ");
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
      ["type", "number", "status", "lane", "outcome", "serving", "pass", "code"].includes(name),
    )
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(8)} s`;
}
