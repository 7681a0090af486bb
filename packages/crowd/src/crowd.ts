import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { seeded, streamSeed } from "./chance.ts";
import { momentMs } from "./clock.ts";
import type { History } from "./history.ts";
import { live } from "./life.ts";
import { limits } from "./limits.ts";
import { type CrowdShape, keyOf, planCrowd, planOne, type VisitorPlan, visitsMs } from "./plan.ts";
import { type Report, reportOf } from "./report.ts";
import { RoomWatch, TickLags } from "./room.ts";
import { type Collector, Visitor } from "./visitor.ts";

export interface CrowdOptions extends CrowdShape {
  /** The room's HTTP address, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where the WebSocket is, if not at `<url>/ws`. */
  readonly wsUrl?: string;
  readonly room: string;
  /** Bound for the whole run; without it, several times what the plan needs. */
  readonly timeoutMs?: number;
  /** Makes the keys of this run; a new one by default. The same one again comes back to the same tickets. */
  readonly nonce?: string;
}

export interface CrowdHooks extends Collector {
  /** Called when the run begins, and then whenever `progress()` has changed. */
  onStart?(run: { readonly nonce: string; readonly timeoutMs: number }): void;
  onProgress?(progress: Progress): void;
  /** Ends the run early: visitors say goodbye, and the report says what was seen until then. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly visitors: number;
  readonly arrived: number;
  readonly waiting: number;
  readonly visiting: number;
  readonly done: number;
}

/** Sends a crowd and reports. Throws CannotStart if there is no such room, or nobody at the address. */
export async function runCrowd(
  options: CrowdOptions & { readonly orderToleranceMs?: number },
  hooks: CrowdHooks = {},
): Promise<Report> {
  return reportOf(await observeCrowd(options, hooks), options);
}

/** Sends a crowd; returns all that its visitors saw. */
export async function observeCrowd(options: CrowdOptions, hooks: CrowdHooks = {}): Promise<History> {
  const nonce = options.nonce ?? randomUUID().slice(0, 8);
  const plans = planCrowd(options);
  const room = await RoomWatch.open(options.url, options.room, hooks.onBody);
  const timeoutMs = options.timeoutMs ?? generousTimeoutMs(options, plans, room);
  hooks.onStart?.({ nonce, timeoutMs });

  const lags = new TickLags();
  const startedMs = momentMs();
  const visitors = plans.map((plan) =>
    newVisitor(options, hooks, plan.visitor, keyOf(options.seed, nonce, plan.visitor), (message, atMs) => {
      room.hear(message);
      lags.hear(message, atMs);
    }),
  );
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([timeout, ...(hooks.signal ? [hooks.signal] : [])]);
  const done = new Set<Visitor>();
  const progress = setInterval(() => hooks.onProgress?.(progressOf(visitors, done)), 100);
  room.follow();
  try {
    await Promise.all(
      visitors.map(async (visitor, place) => {
        await untilStopped(visitor, stop, async () => {
          const plan = plans[place] as VisitorPlan;
          if (await rest(plan.arrivesMs, stop)) await live(visitor, plan);
        });
        done.add(visitor);
      }),
    );
  } finally {
    clearInterval(progress);
    room.stop();
  }
  const endedMs = momentMs();
  await room.look();
  hooks.onProgress?.(progressOf(visitors, done));
  return {
    room: options.room,
    seed: options.seed,
    nonce,
    startedMs,
    endedMs,
    endedBy: timeout.aborted ? "timeout" : stop.aborted ? "interruption" : "everybody done",
    settings: room.settings,
    visitors: visitors.map(({ visitor, events }) => ({ visitor, events })),
    tickLagsMs: lags.samples,
    unreadable: room.unreadable,
  };
}

/** Keeps a crowd circulating until the signal: whoever is done rests a while and joins again, with a new key. */
export async function circulate(
  options: CrowdOptions,
  hooks: CrowdHooks & { readonly signal: AbortSignal },
): Promise<void> {
  const nonce = options.nonce ?? randomUUID().slice(0, 8);
  await RoomWatch.open(options.url, options.room, hooks.onBody);
  hooks.onStart?.({ nonce, timeoutMs: Number.POSITIVE_INFINITY });
  await Promise.all(
    Array.from({ length: options.visitors }, async (_, place) => {
      for (let round = 0; !hooks.signal.aborted; round++) {
        const plan = planOne(options, place, round);
        if (!(await rest(plan.arrivesMs, hooks.signal))) return;
        const visitor = newVisitor(options, hooks, place, keyOf(options.seed, nonce, place, round));
        await untilStopped(visitor, hooks.signal, () => live(visitor, plan));
      }
    }),
  );
}

function newVisitor(
  options: CrowdOptions,
  collector: Collector,
  visitor: number,
  key: string,
  onMessage?: ConstructorParameters<typeof Visitor>[0]["onMessage"],
): Visitor {
  return new Visitor({
    url: options.url,
    ...(options.wsUrl !== undefined && { wsUrl: options.wsUrl }),
    room: options.room,
    key,
    visitor,
    // Not the stream that the plan is drawn from: how often a connection breaks must not change who does what.
    chance: seeded(streamSeed(options.seed, limits.visitorsMax + visitor)),
    collector,
    ...(onMessage && { onMessage }),
  });
}

async function untilStopped(visitor: Visitor, stop: AbortSignal, life: () => Promise<void>): Promise<void> {
  const onStop = () => visitor.stop();
  stop.addEventListener("abort", onStop, { once: true });
  try {
    await life();
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}

/** False if it was stopped meanwhile. */
async function rest(ms: number, stop: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, undefined, { signal: stop });
    return true;
  } catch {
    return false;
  }
}

function progressOf(visitors: readonly Visitor[], done: ReadonlySet<Visitor>): Progress {
  const at = (...names: readonly Visitor["state"]["at"][]) =>
    visitors.filter((visitor) => names.includes(visitor.state.at)).length;
  return {
    visitors: visitors.length,
    arrived: visitors.length - at("outside"),
    waiting: at("joining", "waiting", "called", "missed"),
    visiting: at("visiting"),
    done: done.size,
  };
}

/** A minute, and three times what the plan and the line that is there need if every hand-over takes a second. */
function generousTimeoutMs(options: CrowdShape, plans: readonly VisitorPlan[], room: RoomWatch): number {
  const { slots, slotSeconds } = room.latest;
  const aheadMs = room.waitingBefore * slotSeconds * 1000;
  const insideMs = (visitsMs(plans, slotSeconds) + aheadMs + plans.length * 1000) / slots;
  const neededMs = options.overMs + insideMs + slotSeconds * 1000;
  return Math.round(Math.min(60_000 + 3 * neededMs, limits.timeoutMsMax));
}
