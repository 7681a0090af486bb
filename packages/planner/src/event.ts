import type { PushCadence } from "@fairline/core";

/** An event, as far as it decides about the bill. Everybody stays until the visit is done: the dearest case. */
export interface Event {
  readonly visitors: number;
  /** They arrive evenly within so many seconds. */
  readonly arriveSeconds: number;
  /** X. */
  readonly slots: number;
  /** How long a visit lasts on average: at most Y, less where visitors are done early. */
  readonly staySeconds: number;
  /** Between a visit's end and the next one's beginning in the same slot. */
  readonly handoverSeconds: number;
  /** N. */
  readonly tickSeconds: number;
  /** `PUSH_PER_SECOND_MAX`; Infinity: there is no budget. */
  readonly pushPerSecondMax: number;
  /** `PUSH_CADENCE`; as in the cloud, where nothing is said: `distance`. */
  readonly pushCadence?: PushCadence;
  /** How many joins one invocation of `register` takes, 1 to 10: how full SQS makes the batches. */
  readonly joinsPerBatch: number;
  /** The same for connections that close, which they do one by one, as visits end. */
  readonly departuresPerBatch: number;
}

/** How the line grows and shrinks: evenly up while they arrive, evenly down until everybody was called. */
export interface Line {
  readonly admittedPerSecond: number;
  readonly peakWaiting: number;
  /** From the first who has to wait until the last one is called. */
  readonly seconds: number;
  readonly waitSecondsMean: number;
  /** From the first arrival to the last visit's end. */
  readonly eventSeconds: number;
}

/**
 * The line as a triangle. X slots call X / (stay + hand-over) visitors a second. The first X go straight in; since
 * their visits end one after the other, that is a head start of half of them over a line that is called evenly.
 */
export function lineOf(event: Event): Line {
  const { visitors, arriveSeconds, slots, staySeconds, handoverSeconds } = event;
  const cycleSeconds = staySeconds + handoverSeconds;
  const admittedPerSecond = slots / cycleSeconds;
  const headStart = slots / 2;
  const peak = visitors - headStart - admittedPerSecond * arriveSeconds;
  if (visitors <= slots || peak <= 0) {
    const eventSeconds = arriveSeconds + cycleSeconds;
    return { admittedPerSecond, peakWaiting: 0, seconds: 0, waitSecondsMean: 0, eventSeconds };
  }
  const begins = headStart / (visitors / arriveSeconds - admittedPerSecond);
  const ends = (visitors - headStart) / admittedPerSecond;
  const seconds = ends - begins;
  return {
    admittedPerSecond,
    peakWaiting: peak,
    seconds,
    waitSecondsMean: (peak * seconds) / 2 / visitors,
    eventSeconds: ends + cycleSeconds,
  };
}
