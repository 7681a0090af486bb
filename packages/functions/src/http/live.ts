import {
  type LiveView,
  lastWait,
  limits,
  noShowRate,
  observe,
  ratesNeedAfterMs,
  ratesNow,
  type Samples,
  waitsOf,
} from "@fairline/core";
import { Hono } from "hono";
import { runtime } from "../runtime.ts";
import { problem } from "./problem.ts";
import { roomOf } from "./roomOf.ts";
import { parseSince } from "./since.ts";
import { iso, sampleView, slotView } from "./views.ts";

/** What operators see of a room. Nothing that is read for it grows with the line. */
export const live = new Hono().basePath("/admin/rooms/:room");

live.get("/live", async (c) => {
  const since = parseSince(c);
  if (!since.ok) return since.response;
  const { ports, deadLetters, pushesPerSecondMax } = runtime();
  const [seen, dead] = await Promise.all([observe(ports, roomOf(c)), deadLetters.count()]);
  if (seen === undefined) return problem(c, "unknown_room");
  const { snapshot, record, state, usage, lastTickAtMs } = seen;
  const { settings, run, version, configured } = record;
  const nowMs = ports.clock.nowMs();
  const sinceMs = since.value ?? nowMs - limits.liveSeconds * 1000;
  // One query, for the charts and for what happened in the last minute.
  const samples = await ports.ledger.listSamples({ room: roomOf(c), run }, "tick", {
    countMax: limits.samplesMax,
    afterMs: Math.min(sinceMs, ratesNeedAfterMs(nowMs, settings)),
  });
  const { pushesPerSecond, ...perMinute } = ratesNow(samples, seen.sample);
  const { stats } = state;
  const view: LiveView = {
    snapshot,
    run,
    version,
    configured,
    totals: {
      issued: state.issued,
      admitted: stats.admitted,
      completed: stats.completed,
      expired: stats.expired,
      left: stats.left,
      noshow: stats.noshow,
      leftWaiting: stats.leftWaiting,
    },
    waits: waitsOf(stats),
    noShowRate: noShowRate(stats),
    lastWait: lastWait(snapshot, settings),
    perMinute,
    pushes: { perSecond: pushesPerSecond, perSecondMax: pushesPerSecondMax },
    usage: {
      ticks: usage.ticks,
      pushes: usage.pushes,
      connectionMinutes: usage.connectionSeconds / 60,
    },
    deadLetters: dead,
    slots: state.slots.map((slot) => slotView(slot, nowMs)),
    samples: samples.filter(({ atMs }) => atMs > sinceMs).map(sampleView),
    lastTickAt: lastTickAtMs === undefined ? undefined : iso(lastTickAtMs),
  };
  return c.json(view);
});

live.get("/samples", async (c) => {
  const since = parseSince(c);
  if (!since.ok) return since.response;
  const { ledger } = runtime().ports;
  const record = await ledger.readRoom(roomOf(c));
  if (record === undefined) return problem(c, "unknown_room");
  const samples = await ledger.listSamples({ room: roomOf(c), run: record.run }, "minute", {
    countMax: limits.minuteSamplesMax,
    afterMs: since.value,
  });
  const answer: Samples = { samples: samples.map(sampleView) };
  return c.json(answer);
});
