import { limits } from "@fairline/core";
import type { Chance } from "@fairline/core/testing";

/**
 * What goes wrong, by name. Each is a chance, from 0 (never) to 1 (always), for every occasion on which it can happen;
 * `clockSkewMs` is how far the clock of a handler is off at most.
 */
export interface Faults {
  /** A push, a frame of a browser, the gateway's word of a closed connection, or a tick does not arrive. */
  readonly loss: number;
  /** A message of a standard queue is delivered twice. */
  readonly duplicate: number;
  /** A call or a message takes up to some seconds, or all calls of a handler take long. */
  readonly delay: number;
  /** A message of a standard queue is overtaken by those behind it. */
  readonly reorder: number;
  /** A service refuses a call when its client has given up trying again; a batch may have been done in part. */
  readonly throttle: number;
  /** A call is done, its answer is lost, and its client makes it again or gives up. */
  readonly lostAnswer: number;
  /** An eventually consistent read shows what was there before. */
  readonly staleRead: number;
  /** A handler dies before or after a call. */
  readonly crash: number;
  /** All handlers die at once and all connections with them; queues and executions live on. For each half minute. */
  readonly restart: number;
  readonly clockSkewMs: number;
  /** A handler that uses a turn is so slow that its turn is delivered again while it still runs. */
  readonly overtaken: number;
  /** A start is accepted, and no execution ever runs. */
  readonly lostStart: number;
  /** An execution that waits for the end of its visit is aborted. */
  readonly deadExecution: number;
  /** An execution hears seconds later that its visit is over. */
  readonly lateEnd: number;
  /** A turn that is delivered again goes to the dead letters instead. */
  readonly deadLetter: number;
  /** A connection dies, and neither end learns of it for a while. */
  readonly deadSocket: number;
}

export type FaultName = keyof Faults;

/** Rates that are often enough to meet each other, and rare enough to let work be done in between. */
export const hostile: Faults = {
  loss: 0.03,
  duplicate: 0.08,
  delay: 0.03,
  reorder: 0.2,
  throttle: 0.008,
  lostAnswer: 0.006,
  staleRead: 0.15,
  crash: 0.006,
  restart: 0.25,
  clockSkewMs: 400,
  overtaken: 0.06,
  lostStart: 0.06,
  deadExecution: 0.03,
  lateEnd: 0.15,
  deadLetter: 0.08,
  deadSocket: 0.2,
};

/** What the rules are made for: limits.clockSkewMsMax is the difference of two clocks. */
const skewMsMax = limits.clockSkewMsMax / 2;

export const faultNames = Object.keys(hostile) as readonly FaultName[];

export const noFaults = Object.fromEntries(faultNames.map((name) => [name, 0])) as unknown as Faults;

export function only(names: readonly FaultName[]): Faults {
  return { ...noFaults, ...Object.fromEntries(names.map((name) => [name, hostile[name]])) };
}

/**
 * What one schedule gets of the faults that are on: one of eight gets none, so that the tight bounds are looked at too;
 * one of four gets two, often, and undisturbed by the others; the rest gets all, each as often as chance will have it.
 */
export function faultsOf(chance: Chance, enabled: Faults): Faults {
  const on = faultNames.filter((name) => enabled[name] > 0);
  if (chance.below(8) === 0) return noFaults;
  const isPair = chance.below(4) === 0;
  const chosen = new Set(isPair ? [chance.pick(on), chance.pick(on)] : on);
  const strength = () => (isPair ? [1, 3, 6] : [0.3, 1, 2])[chance.below(3)] ?? 1;
  return Object.fromEntries(
    faultNames.map((name) => {
      const drawn = enabled[name] * strength();
      const bounded = name === "clockSkewMs" ? Math.min(skewMsMax, Math.round(drawn)) : Math.min(1, drawn);
      return [name, chosen.has(name) ? bounded : 0];
    }),
  ) as unknown as Faults;
}
