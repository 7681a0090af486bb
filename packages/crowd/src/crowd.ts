import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { Census, type Progress } from "./census.ts";
import { momentMs } from "./clock.ts";
import type { History } from "./history.ts";
import { live } from "./life.ts";
import { limits } from "./limits.ts";
import { PlaceWatch } from "./place/watch.ts";
import { type Report, reportOf } from "./report.ts";
import { RoomWatch } from "./room.ts";
import { seeded, streamSeed } from "./shape/chance.ts";
import { type CrowdShape, drawCrowd, drawOne, keyOf, type VisitorScript, visitsMs } from "./shape/plan.ts";
import { sourceOf } from "./sources.ts";
import { TickWatch } from "./ticks.ts";
import { type Collector, Visitor, type VisitorOptions } from "./visitor.ts";

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

/** The part of a crowd that one process of several sends: every `of`-th visitor, from `index` on. */
export interface Share {
  readonly index: number;
  readonly of: number;
  /** Resolves with the crowd's moment 0, by clock.ts, when all processes are ready. */
  begin(): Promise<number>;
}

/** Sends a crowd and reports. Throws CannotStart if there is no such room, or nobody at the address. */
export async function runCrowd(
  options: CrowdOptions & { readonly orderToleranceMs?: number },
  hooks: CrowdHooks = {},
): Promise<Report> {
  return reportOf(await observeCrowd(options, hooks), options);
}

const whole: Share = { index: 0, of: 1, begin: async () => momentMs() };

/** Sends a crowd, or its share of one; returns all that its visitors saw. */
export async function observeCrowd(
  options: CrowdOptions,
  hooks: CrowdHooks = {},
  share: Share = whole,
): Promise<History> {
  const nonce = options.nonce ?? randomUUID().slice(0, 8);
  const everybody = drawCrowd(options);
  const plans = everybody.filter(({ visitor }) => visitor % share.of === share.index);
  const room = await RoomWatch.open(options.url, options.room, hooks.onBody?.bind(hooks));
  const timeoutMs = options.timeoutMs ?? generousTimeoutMs(everybody, room);

  const census = new Census(plans.length);
  const ticks = new TickWatch();
  const places = new PlaceWatch(options.visitors, share.of);
  const visitors = plans.map((plan) => {
    const visitor: Visitor = newVisitor(
      options,
      hooks,
      plan.visitor,
      keyOf(options.seed, nonce, plan.visitor),
      {
        onMessage: (message, atMs) => {
          room.hear(message);
          const lagMs = ticks.hear(message, atMs);
          if (lagMs !== undefined) census.hearTick(lagMs);
          showPlace?.(message, atMs);
        },
        onState: (state, before) => census.move(visitor, state, before),
      },
    );
    const showPlace = places.watch(visitor);
    return visitor;
  });

  const startedMs = await share.begin();
  hooks.onStart?.({ nonce, timeoutMs });
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([timeout, ...(hooks.signal ? [hooks.signal] : [])]);
  const progress = setInterval(() => hooks.onProgress?.(census.tell()), limits.progressMs);
  room.follow();
  places.start();
  try {
    await liveAll(visitors, plans, startedMs, stop, () => census.finish());
  } finally {
    clearInterval(progress);
    places.stop();
    room.stop();
  }
  const endedMs = momentMs();
  await room.look();
  hooks.onProgress?.(census.tell());
  return {
    room: options.room,
    seed: options.seed,
    nonce,
    startedMs,
    endedMs,
    endedBy: timeout.aborted ? "timeout" : stop.aborted ? "interruption" : "everybody done",
    settings: room.settings,
    visitors: visitors.map(({ visitor, events }) => ({ visitor, events })),
    tickLagsMs: ticks.lags.kept,
    keptOneIn: { tickLags: ticks.lags.stride, places: places.shown.stride },
    ticks: ticks.seen,
    places: places.shown.kept,
    processes: 1,
    missing: [],
    unreadable: room.unreadable,
  };
}

/** Each visitor comes at its time, and this is over when all have gone home. Nobody comes any more after `stop`. */
async function liveAll(
  visitors: readonly Visitor[],
  plans: readonly VisitorScript[],
  startedMs: number,
  stop: AbortSignal,
  onDone: () => void,
): Promise<void> {
  const present = new Set<Visitor>();
  const stopAll = () => {
    for (const visitor of present) visitor.stop();
  };
  stop.addEventListener("abort", stopAll, { once: true });
  const lives: Promise<void>[] = [];
  for (const [place, plan] of plans.entries()) {
    const inMs = startedMs + plan.arrivesMs - momentMs();
    if (inMs > 0) await rest(inMs, stop);
    // Those who come in one moment leave the process time to hear what the earlier ones are told.
    else if (place % limits.arrivalsATurn === 0) await nextTurn();
    if (stop.aborted) break;
    const visitor = visitors[place] as Visitor;
    present.add(visitor);
    const done = live(visitor, plan).then(() => {
      present.delete(visitor);
      onDone();
    });
    lives.push(done);
  }
  await Promise.all(lives);
  stop.removeEventListener("abort", stopAll);
  for (const visitor of stop.aborted ? visitors.slice(lives.length) : []) {
    visitor.stop();
    onDone();
  }
}

/** Keeps a crowd circulating until the signal: whoever is done rests a while and joins again, with a new key. */
export async function circulate(
  options: CrowdOptions,
  hooks: CrowdHooks & { readonly signal: AbortSignal },
): Promise<void> {
  const nonce = options.nonce ?? randomUUID().slice(0, 8);
  await RoomWatch.open(options.url, options.room, hooks.onBody?.bind(hooks));
  hooks.onStart?.({ nonce, timeoutMs: Number.POSITIVE_INFINITY });
  await Promise.all(
    Array.from({ length: options.visitors }, async (_, place) => {
      for (let round = 0; !hooks.signal.aborted; round++) {
        const plan = drawOne(options, place, round);
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
  heard: Pick<VisitorOptions, "onMessage" | "onState"> = {},
): Visitor {
  const { url, wsUrl, room, seed, visitors } = options;
  return new Visitor({
    url,
    ...(wsUrl !== undefined && { wsUrl }),
    room,
    key,
    visitor,
    from: sourceOf(visitor, visitors, new URL(wsUrl ?? url).hostname),
    // Not the stream that the plan is drawn from: how often a connection breaks must not change who does what.
    chance: seeded(streamSeed(seed, limits.visitorsMax + visitor)),
    collector,
    ...heard,
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

/** A minute, and three times what the plan and the line that is there need if every hand-over takes a second. */
function generousTimeoutMs(plans: readonly VisitorScript[], room: RoomWatch): number {
  const { slots, slotSeconds } = room.latest;
  const aheadMs = room.waitingBefore * slotSeconds * 1000;
  const insideMs = (visitsMs(plans, slotSeconds) + aheadMs + plans.length * 1000) / slots;
  const neededMs = (plans.at(-1)?.arrivesMs ?? 0) + insideMs + slotSeconds * 1000;
  return Math.round(Math.min(60_000 + 3 * neededMs, limits.timeoutMsMax));
}
