import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { handlerTime } from "../handlerTime.ts";
import { recordBytes } from "../steps.ts";

/** Lambda gives a whole processor at so many MB. */
const processorMb = 1769;

/** For how long an invocation of `register` is busy with each join of a batch. */
export function joinSeconds(batch: number): number {
  return (handlerTime.join.ms + handlerTime.joinBatch.ms / batch) / 1000;
}

/**
 * What listing a connection takes of a processor: `node bench/registry.ts`, the dearer of two runs on a machine of two cores that
 * others used too (the other took 7.2 µs). Lambda's processors are others: this is of an order of magnitude.
 */
const listingSeconds = 9.5e-6;
/** What a push takes of a processor: measured for the memory of `tick` (wiring.ts). */
const pushSeconds = 0.6e-3;
const processors = wiring.memoryMb.tick / processorMb;

/** How long the invocation of a shard takes for a tick of a line this long. */
export function shardSeconds(waiting: number, pushesOfTick: number): number {
  return (
    ((waiting / limits.shards) * listingSeconds + (pushesOfTick / limits.shards) * pushSeconds) / processors
  );
}

/** Read units that it takes to list so many connections, or so many slots. */
export function connectionReads(count: number): number {
  return (count * recordBytes.connection) / 4096 / 2;
}
export function slotReads(slots: number): number {
  return (slots * recordBytes.slot) / 4096;
}
