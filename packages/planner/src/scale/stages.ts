import type { Event } from "../event.ts";
import { admissionSeconds } from "../steps.ts";
import { gateWritesOfVisit, slotWritesOfVisit, statsWritesOfVisit } from "../writes.ts";
import type { Allowance, BoundName } from "./allowance.ts";
import { joinSeconds, shardSeconds, slotReads } from "./invocation.ts";
import {
  type Load,
  loadOf,
  pushesOfTick,
  readsOfJoin,
  readsOfTicks,
  readsOfVisit,
  requestsOfJoin,
  requestsOfVisit,
  shards,
  writesOfJoin,
  writesOfVisit,
} from "./load.ts";
import { patience } from "./patience.ts";

/** A part of the way through the room that can be full. */
export interface Stage {
  readonly name: string;
  /** What fills it up. */
  readonly by: keyof Load;
  /** What bounds it, or for how many seconds it may take. */
  readonly bound: BoundName | "tickSeconds";
  /** How much of the bound is used. It grows with what fills it up. */
  use(load: Load, event: Event): number;
  readonly noticed: string;
  readonly answer: string;
  /** No quota that can be raised moves it. */
  readonly isWall?: true;
}

const batch = 10;

/** In the order of a visitor's way. */
export const stages: readonly Stage[] = [
  {
    name: "sockets are opened",
    by: "joinsPerSecond",
    bound: "connects",
    use: ({ joinsPerSecond }) => joinsPerSecond,
    noticed: "no socket opens: the page asks over HTTP after two tries, and goes on trying",
    answer: "ask for more",
  },
  {
    name: "joins come in",
    by: "joinsPerSecond",
    bound: "joinFrames",
    use: ({ joinsPerSecond }) => joinsPerSecond,
    noticed: "the join is sent again after 15, 30, 60, 120 s",
    answer: "raise it in stacks/",
  },
  {
    name: "frames, requests and pushes",
    by: "joinsPerSecond",
    bound: "apiRequests",
    use: ({ joinsPerSecond, visitsPerSecond, waiting }, event) =>
      joinsPerSecond * requestsOfJoin +
      visitsPerSecond * requestsOfVisit +
      pushesOfTick(event, waiting) / event.tickSeconds,
    noticed: "whatever comes in or goes out is refused now and then: joins, tickets, ticks and turns alike",
    answer: "ask for more, or lower the push budget",
  },
  {
    name: "Lobby → `register`, in batches of ten",
    by: "joinsPerSecond",
    bound: "registers",
    use: ({ joinsPerSecond }) => joinsPerSecond * joinSeconds(batch),
    noticed: "the ticket comes later; the queue keeps the join",
    answer: "raise it in stacks/",
  },
  {
    name: "the counter: a write for each batch",
    by: "joinsPerSecond",
    bound: "partitionWrites",
    use: ({ joinsPerSecond }) => joinsPerSecond / batch,
    noticed: "the ticket comes later",
    answer: "several rooms",
    isWall: true,
  },
  {
    name: "connections, in eight partitions",
    by: "joinsPerSecond",
    bound: "partitionWrites",
    use: ({ joinsPerSecond, visitsPerSecond }) => (joinsPerSecond + visitsPerSecond) / shards,
    noticed: "the ticket comes later",
    answer: "more shards (`limits.shards`)",
    isWall: true,
  },
  {
    name: "the table is written, when it is new",
    by: "joinsPerSecond",
    bound: "newTableWrites",
    use: writesOfTable,
    noticed: "the ticket comes later",
    answer: "warm throughput, before the event",
  },
  {
    name: "the table is written",
    by: "joinsPerSecond",
    bound: "tableWrites",
    use: writesOfTable,
    noticed: "the ticket comes later",
    answer: "ask for more",
  },
  {
    name: "the table is read, when it is new",
    by: "joinsPerSecond",
    bound: "newTableReads",
    use: ({ joinsPerSecond, visitsPerSecond, waiting }, event) =>
      joinsPerSecond * readsOfJoin + visitsPerSecond * readsOfVisit + readsOfTicks(event, waiting),
    noticed: "tickets and ticks come later",
    answer: "warm throughput, before the event",
  },
  {
    name: "turns are sent, each into its own group",
    by: "joinsPerSecond",
    bound: "fifoRequests",
    use: ({ joinsPerSecond }) => joinsPerSecond,
    noticed: "the join comes again; the ticket was sent before",
    answer: "ask for more",
  },
  {
    name: "in a room without a line, each join lists all slots",
    by: "lookingPerSecond",
    bound: "partitionReads",
    use: ({ lookingPerSecond }, { slots }) => lookingPerSecond * slotReads(slots),
    noticed: "some wait for the next tick, or longer, though slots are free",
    answer: "a change of the design: read the slots of a few lanes (below)",
    isWall: true,
  },
  {
    name: "visits are started",
    by: "visitsPerSecond",
    bound: "executionStarts",
    use: ({ visitsPerSecond }) => visitsPerSecond,
    noticed: "the turn comes up to 10 s late, and the visit is shorter by that",
    answer: "ask for more",
  },
  {
    name: "the gate: a claim made and dropped for each visit",
    by: "visitsPerSecond",
    bound: "partitionWrites",
    use: ({ visitsPerSecond }) => visitsPerSecond * gateWritesOfVisit(visitsPerSecond),
    noticed: "slots stay empty for longer between two visits",
    answer: "several rooms",
    isWall: true,
  },
  {
    name: "the slots, in one partition until DynamoDB splits it",
    by: "visitsPerSecond",
    bound: "partitionWrites",
    use: ({ visitsPerSecond }) => visitsPerSecond * slotWritesOfVisit,
    noticed: "slots stay empty for longer between two visits",
    answer: "a partition of its own for each slot (below)",
    isWall: true,
  },
  {
    name: "the totals",
    by: "visitsPerSecond",
    bound: "partitionWrites",
    use: ({ visitsPerSecond }) => visitsPerSecond * statsWritesOfVisit,
    noticed: "slots stay empty for longer between two visits",
    answer: "several rooms",
    isWall: true,
  },
  {
    name: "Turns → `admit`",
    by: "visitsPerSecond",
    bound: "admits",
    use: ({ visitsPerSecond }) => visitsPerSecond * admissionSeconds,
    noticed: "slots stay empty for longer between two visits",
    answer: "raise it in stacks/",
  },
  {
    name: "visits are ended early",
    by: "visitsPerSecond",
    bound: "taskSuccesses",
    use: ({ visitsPerSecond }) => visitsPerSecond,
    noticed: "the next one is called with the tick",
    answer: "ask for more",
  },
  {
    name: "three transitions a visit",
    by: "visitsPerSecond",
    bound: "stateTransitions",
    use: ({ visitsPerSecond }) => 3 * visitsPerSecond,
    noticed: "turns and ends come later",
    answer: "ask for more",
  },
  {
    name: "turns that wait, of which SQS looks through the first",
    by: "waiting",
    bound: "fifoLookedThrough",
    use: ({ waiting }) => waiting,
    noticed: "a raised X stays without effect until fewer wait",
    answer: "a change of the design: no turn for who is far from the head (below)",
    isWall: true,
  },
  {
    name: "a tick is told to a shard within N",
    by: "waiting",
    bound: "tickSeconds",
    use: ({ waiting }, event) => shardSeconds(waiting + event.slots, pushesOfTick(event, waiting)),
    noticed: "the news is a little older; nobody's turn is later",
    answer: "a longer N, a smaller push budget, more shards",
    isWall: true,
  },
  {
    name: "those without a socket read their tickets",
    by: "withoutSocket",
    bound: "httpRequests",
    use: ({ withoutSocket }) => withoutSocket / patience.farSeconds(holdSeconds),
    noticed: "over HTTP nothing gets through: neither joins nor the own turn",
    answer: "let sockets open: ask for more of those",
  },
];

function writesOfTable({ joinsPerSecond, visitsPerSecond }: Load): number {
  return joinsPerSecond * writesOfJoin + visitsPerSecond * writesOfVisit(visitsPerSecond);
}

/** As rooms have it by default: for so long the place of one who is away is kept. */
export const holdSeconds = 120;

export function boundOf({ bound }: Stage, event: Event, allowed: Allowance): number {
  return bound === "tickSeconds" ? event.tickSeconds : allowed[bound];
}

/** At how much of what fills it up the stage is full, all else being as in the event. */
export function saturatesAt(stage: Stage, event: Event, allowed: Allowance): number {
  const bound = boundOf(stage, event, allowed);
  const load = loadOf(event, allowed);
  const isFull = (at: number) => stage.use({ ...load, [stage.by]: at }, event) > bound;
  let [low, high] = [0, 1];
  while (!isFull(high)) {
    if (high > searchedMax) return Number.POSITIVE_INFINITY;
    high *= 2;
  }
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (isFull(middle)) high = middle;
    else low = middle;
  }
  return low;
}

const searchedMax = 1e9;
const halvings = 60;
