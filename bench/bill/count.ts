import type { Units } from "@fairline/planner";
import { median } from "../suite/middle.ts";
import type { Invocation, Seen } from "./invocations.ts";

/** One step of the planner's, as it was seen. */
export interface StepSeen {
  readonly name: string;
  readonly runs: number;
  readonly msMedian: number;
  /** Per run. */
  readonly reads: number;
  readonly writes: number;
  readonly pushes: number;
  readonly pushBytes: number;
  readonly records: number;
}

interface Records {
  readonly Records: readonly { readonly body: string }[];
}

/** The crowd looks at the room now and then, and the schedule was played by hand: neither is a part of the event. */
const isOfTheEvent = ({ handler }: Invocation) => handler !== "api GET" && handler !== "scheduleTicks";

export function stepsSeen({ all }: Seen): StepSeen[] {
  const groups = Map.groupBy(all.filter(isOfTheEvent), stepOf);
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, runs]) => {
      const perRun = (amount: (one: Invocation) => number) => sum(runs, amount) / runs.length;
      const pushes = sum(runs, (one) => pushesOf(one).length);
      return {
        name,
        runs: runs.length,
        msMedian: median(runs.map(({ ms }) => ms)),
        reads: perRun(readsOf),
        writes: perRun(writesOf),
        pushes: pushes / runs.length,
        pushBytes: pushes === 0 ? 0 : sum(runs, (one) => sum(pushesOf(one), (push) => push.bytes)) / pushes,
        records: perRun((one) => recordsOf(one).length),
      };
    });
}

/** What AWS would bill for the run. What differs there is counted as it is there: see docs/cost.md. */
export function unitsSeen(invocations: Seen): Units {
  const all = invocations.all.filter(isOfTheEvent);
  const sent = (action: string, on = "") =>
    sum(all, (one) => one.calls.filter((call) => call.action === action && call.on.startsWith(on)).length);
  const of = (handler: string) => all.filter((one) => one.handler === handler);
  const lobbyMessages = sum(of("register"), (one) => recordsOf(one).length);
  const retired = sent("StartExecution", "Retire");
  const turnsDeleted = invocations.outside.filter(({ action }) => action === "DeleteMessage").length;
  if (turnsDeleted === 0 && of("settleVisit").length > 0)
    throw new Error("Visits have ended, and no deletion of a turn was overheard: each has one.");
  const joins = sum(of("register"), (one) => recordsOf(one).filter(({ action }) => action === "join").length);
  return {
    socketMessages: joins + sent("PostToConnection"),
    stateTransitions: of("openVisit").length + of("settleVisit").length + turnsDeleted - retired,
    expressRuns: retired,
    lambdaRequests: all.length,
    writeUnits: sum(all, writesOf),
    readUnits: sum(all, readsOf),
    // The mapping's receive and its denied deletion; the local pollers take several at once.
    fifoRequests:
      sent("SendMessageBatch", "fairline-turns") +
      sent("ChangeMessageVisibility") +
      2 * of("admit").length +
      turnsDeleted,
    standardRequests:
      lobbyMessages + 2 * of("register").length + 2 * of("tick").length + of("tick").length / 10,
    httpRequests: of("api POST").length,
    gigabytesOut: sum(all, (one) => sum(pushesOf(one), ({ bytes }) => bytes)) / 1e9,
  };
}

/** How full the batches were that had any message of this kind. */
export function batchMean({ all }: Seen, action: "join" | "disconnect"): number {
  const counts = all
    .filter(({ handler }) => handler === "register")
    .map((one) => recordsOf(one).filter((record) => record.action === action).length)
    .filter((count) => count > 0);
  return sum(counts, (count) => count) / counts.length;
}

/** Of the ticks, all that belongs to a tick itself. */
export function isOfTicks({ handler }: Invocation): boolean {
  return handler === "tick" || handler === "scheduleTicks";
}

/** Which tick was the first to come, and told everybody. */
export function isTold(one: Invocation): boolean {
  return stepOf(one) === "tick";
}

function stepOf(one: Invocation): string {
  switch (one.handler) {
    case "register": {
      const actions = new Set(recordsOf(one).map(({ action }) => action));
      return `register: ${[...actions].sort().join(" and ")}`;
    }
    case "tick": {
      const { job } = recordsOf(one)[0] ?? {};
      if (job !== "tick") return `tick: ${job}`;
      return one.calls.some(({ on }) => on === "SAMPLES") ? "tick" : "tick: spare";
    }
    case "admit":
      return one.calls.some(({ on }) => on === "Visit") ? "admit" : "admit: surplus";
    default:
      return one.handler;
  }
}

function recordsOf({ event }: Invocation): { action?: string; job?: string }[] {
  const { Records = [] } = event as Partial<Records>;
  return Records.map(({ body }) => JSON.parse(body));
}

const pushesOf = ({ calls }: Invocation) => calls.filter(({ action }) => action === "PostToConnection");
const readsOf = ({ calls }: Invocation) => sum(calls, ({ reads }) => reads);
const writesOf = ({ calls }: Invocation) => sum(calls, ({ writes }) => writes);

function sum<T>(all: readonly T[], amount: (one: T) => number): number {
  return all.reduce((total, one) => total + amount(one), 0);
}
