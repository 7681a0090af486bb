import { gbSecondsOf, type Units, unitNames } from "@fairline/planner";
import type { Invocation, Seen } from "./invocations.ts";

/** What came of a run, as far as it is paid for. */
export interface Account {
  /** Requests to AWS, those of mappings and of API Gateway included. */
  readonly calls: number;
  readonly invocations: number;
  readonly transitions: number;
  readonly pushes: number;
  readonly units: Units;
}

/** How one design's runs are counted. */
export interface Counting {
  units(seen: Seen): Units;
  /** Requests that services around the handlers send to AWS. */
  callsAround(seen: Seen): number;
  /** Lambda's memory for a handler. */
  memoryMb(handler: string): number;
}

export function accountOf(seen: Seen, { units, callsAround, memoryMb }: Counting): Account {
  const counted = units(seen);
  return {
    calls: callsAround(seen) + sum(seen.all, ({ calls }) => calls.length),
    invocations: seen.all.length,
    transitions: counted.stateTransitions ?? 0,
    pushes: sum(seen.all, pushesOf),
    units: {
      ...counted,
      lambdaGbSeconds: sum(seen.all, (one) => gbSecondsOfRun(one, memoryMb(one.handler))),
    },
  };
}

/**
 * How long a tick takes here says how busy this machine is with everything else: both designs' ticks are billed the planner's
 * time for each push.
 */
function gbSecondsOfRun(one: Invocation, memoryMb: number): number {
  if (one.handler === "tick") return gbSecondsOf("tick") + pushesOf(one) * gbSecondsOf("push");
  return (one.ms / 1000) * (memoryMb / 1024);
}

function pushesOf({ calls }: Invocation): number {
  return calls.filter(({ action }) => action === "PostToConnection").length;
}

/** So much of one account, and so much of another, and so on. */
export function together(...parts: readonly (readonly [times: number, account: Account])[]): Account {
  const all = (figure: (one: Account) => number) => sum(parts, ([times, one]) => times * figure(one));
  return {
    calls: all(({ calls }) => calls),
    invocations: all(({ invocations }) => invocations),
    transitions: all(({ transitions }) => transitions),
    pushes: all(({ pushes }) => pushes),
    units: Object.fromEntries(unitNames.map((name) => [name, all(({ units }) => units[name] ?? 0)])),
  };
}

/** How many runs of one handler there were. */
export function runsOf({ all }: Seen, handler: string): readonly Invocation[] {
  return all.filter((one) => one.handler === handler);
}

export function sum<T>(all: readonly T[], amount: (one: T) => number): number {
  return all.reduce((total, one) => total + amount(one), 0);
}
