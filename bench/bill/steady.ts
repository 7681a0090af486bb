import { setTimeout as afterMs } from "node:timers/promises";
import { dollarsOf, type Units } from "@fairline/planner";
import { type SteadyLine, startSteadyLine } from "../steady/line.ts";
import type { Room, Served } from "../suite/fairline.ts";
import { type Account, accountOf, type Counting, together } from "./account.ts";
import { isOfTicks } from "./count.ts";
import type { Invocation, Invocations } from "./invocations.ts";

/** What is to be counted of a design that runs. */
export interface Counted extends Counting {
  readonly invocations: Invocations;
  /** The invocation that a tick is counted by; each tick has one. */
  isTold(one: Invocation): boolean;
  /** The invocation that a visit is counted by, at its end. */
  readonly endsVisit: string;
}

/** How long the line is to be, one after the other, and for how long each is watched. */
export interface Watch {
  readonly lengths: readonly number[];
  readonly windowSeconds: number;
  say(line: string): void;
}

export interface Watched {
  readonly waiting: number;
  /** What the window showed. */
  readonly visits: number;
  readonly ticks: number;
  /** All of one visitor: the own steps, and the share in the ticks. */
  readonly account: Account;
  readonly dollars: number;
}

/**
 * What a visitor costs in the steady state, for each length of the line: the steps of those whose visits ended, and of each
 * tick its share. In a window of so many seconds both are counted as they come.
 */
export async function watchSteady(
  served: Served,
  room: Room,
  counted: Counted,
  { lengths, windowSeconds, say }: Watch,
): Promise<Watched[]> {
  const line = await startSteadyLine(served.url, room);
  try {
    const all: Watched[] = [];
    for (const waiting of lengths) {
      const watched = await watchOne(line, room, counted, waiting, windowSeconds);
      const { visits, ticks, dollars } = watched;
      say(`${waiting} wait: ${visits} visits, ${ticks} ticks; $${dollars.toPrecision(3)} a visitor`);
      all.push(watched);
    }
    return all;
  } finally {
    line.stop();
  }
}

async function watchOne(
  line: SteadyLine,
  room: Room,
  counted: Counted,
  waiting: number,
  windowSeconds: number,
): Promise<Watched> {
  await line.hold(waiting);
  // What the joins left to be done, and a tick or two that did not yet see all of them.
  await afterMs(2000 * room.tickSeconds);
  counted.invocations.take();
  await afterMs(1000 * windowSeconds);
  const { all, outside } = counted.invocations.take();

  const visits = all.filter(({ handler }) => handler === counted.endsVisit).length;
  const ticks = all.filter((one) => counted.isTold(one)).length;
  if (visits === 0 || ticks === 0) throw new Error(`The line stood still: ${visits} visits, ${ticks} ticks`);
  const ofTicks = accountOf({ all: all.filter(isOfTicks), outside: [] }, counted);
  const ofVisits = accountOf({ all: all.filter((one) => !isOfTicks(one)), outside }, counted);
  const { slots, slotSeconds, tickSeconds } = room;
  const visitorsPerSecond = slots / slotSeconds;
  const ticksPerVisitor = 1 / tickSeconds / visitorsPerSecond;
  const account = together(
    [1 / visits, ofVisits],
    [ticksPerVisitor / ticks, ofTicks],
    [1, whileConnected((waiting + slots) / visitorsPerSecond)],
  );
  return { waiting, visits, ticks, account, dollars: dollarsOf(account.units) };
}

/** Being connected is billed by the minute; it is not seen in requests. */
function whileConnected(seconds: number): Account {
  const units: Units = { connectionMinutes: seconds / 60 };
  return { calls: 0, invocations: 0, transitions: 0, pushes: 0, units };
}
