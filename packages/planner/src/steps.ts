import { limits } from "@fairline/core";
import { gbSecondsOf, handlerTime } from "./handlerTime.ts";
import type { Units } from "./units.ts";

/** An invocation of the step's own handler. */
function invocation(step: keyof typeof handlerTime): Units {
  return { lambdaRequests: 1, lambdaGbSeconds: gbSecondsOf(step) };
}

/** How long `admit` takes, and so how long a claim stands on the gate. */
export const admissionSeconds = handlerTime.admission.ms / 1000;

/**
 * What one of each step is billed. The requests and DynamoDB's units were counted by `npm run bench:bill`, which runs the
 * real handlers and holds this table against what it counts. How long Lambda takes stands in handlerTime.ts.
 *
 * A message that a mapping hands to a function costs SQS two requests there: it is received, and deleted.
 */
export const steps = {
  /** A frame comes in and is queued by API Gateway; key, ticket and the connection's two records are written; "ticket". */
  join: {
    socketMessages: 2,
    lambdaGbSeconds: gbSecondsOf("join"),
    standardRequests: 1,
    readUnits: 3,
    writeUnits: 4,
    gigabytesOut: 518e-9,
  },
  /** One invocation of `register`: room, gate, counter; the counter is raised once; one request sends all their turns. */
  joinBatch: {
    ...invocation("joinBatch"),
    standardRequests: 2,
    fifoRequests: 1,
    readUnits: 3,
    writeUnits: 1,
  },
  /**
   * `admit`: the turn is received, hidden for the visit, and its deletion is denied. Room, slot and counter are read; slot
   * (two units), ticket and stats are written. The gate's two writes are a step of their own: its record grows.
   */
  admission: { ...invocation("admission"), fifoRequests: 3, readUnits: 3, writeUnits: 4 },
  /** `openVisit`: token into the slot, ticket opened, "turn". */
  opening: { ...invocation("opening"), socketMessages: 1, readUnits: 1, writeUnits: 3, gigabytesOut: 438e-9 },
  /** The visitor is done, over HTTP: ticket, stats and slot are written, the execution is told. */
  completion: { ...invocation("completion"), httpRequests: 1, readUnits: 1, writeUnits: 4 },
  /** `settleVisit`: slot emptied, "end", connection forgotten; then the state machine deletes the turn. */
  settlement: {
    ...invocation("settlement"),
    socketMessages: 1,
    fifoRequests: 1,
    readUnits: 4,
    writeUnits: 5,
    gigabytesOut: 63e-9,
  },
  /** HoldSlot, SettleVisit, DeleteTurn. */
  execution: { stateTransitions: 3 },
  /** The connection closes: that is queued, and the connection looked up. */
  departure: { standardRequests: 1, readUnits: 1 },
  departureBatch: { ...invocation("departureBatch"), standardRequests: 2 },
  /** A KB of the gate's record, written; once to claim, once to drop the claim. */
  gateWrite: { writeUnits: 1 },
  /**
   * A turn that a tick made for a slot between two visits. Its lane had one already, so one is left over in the end: sent,
   * received, not deleted by its mapping but by Retire, whose shortest run is 100 ms of 64 MB.
   */
  surplusTurn: {
    ...invocation("surplusTurn"),
    fifoRequests: 4,
    readUnits: 5,
    writeUnits: 1,
    expressRuns: 1,
    expressGbSeconds: 0.1 * (64 / 1024),
  },
  /** Every minute `scheduleTicks` reads the room and sends its ticks. */
  plan: { ...invocation("plan"), schedulerRuns: 1, readUnits: 2 },
  /** Sending ticks: ten in one request. */
  tickBatch: { standardRequests: 1 },
  /**
   * Room, gate, counter, stats, pace, who was passed over, who lets others ahead; the claim and the pace (two units each), a
   * sample.
   */
  tick: { ...invocation("tick"), standardRequests: 2, readUnits: 7, writeUnits: 5 },
  /** Ticks are planned for two minutes, every minute: the second copy finds its tick claimed. */
  spareTick: { ...invocation("spareTick"), standardRequests: 2, readUnits: 3, writeUnits: 2 },
  /** The first tick of a minute leaves a second sample. */
  minuteSample: { writeUnits: 1 },
  /** What a tick has pushed, or a shard of a long line, is counted in the record of the pace (two units). */
  usageWrite: { writeUnits: 2 },
  /** 4 KB of slots, which a tick lists. */
  slotPage: { readUnits: 1 },
  /** A tick looks at the ticket in each slot. */
  endingCheck: { readUnits: 1 },
  /** A longer line is told by an invocation for each shard, which the tick sends for in one request. */
  shardJob: { lambdaRequests: 1, standardRequests: 2 + 1 / limits.shards },
  /** 4 KB of connections, eventually consistent. */
  connectionPage: { readUnits: 0.5 },
  /** One tick for one visitor. */
  push: { socketMessages: 1, gigabytesOut: 216e-9, lambdaGbSeconds: gbSecondsOf("push") },
  connectionMinute: { connectionMinutes: 1 },
} as const satisfies Record<string, Units>;

export type StepName = keyof typeof steps;

/** What the sizes of stored records mean for the bill, in bytes, by DynamoDB's own rule for the size of an item. */
export const recordBytes = {
  /** With a receipt handle and a task token as long as AWS makes them: about 430 and 750 characters. */
  slot: 1400,
  connection: 110,
  gate: 63,
  /** What each admission under way adds to the gate. */
  gateClaim: 76,
} as const;
