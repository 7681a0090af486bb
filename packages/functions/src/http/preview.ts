import {
  effectsOf,
  limits,
  observe,
  outlook,
  type Preview,
  ratesNeedAfterMs,
  ratesNow,
  Settings,
  SettingsChange,
  situationOf,
} from "@fairline/core";
import { Hono } from "hono";
import { runtime } from "../runtime.ts";
import { parseBody } from "./body.ts";
import { problem } from "./problem.ts";
import { roomOf } from "./roomOf.ts";

/** What a change of settings would do. It changes nothing. */
export const previews = new Hono().basePath("/admin/rooms/:room");

previews.post("/preview", async (c) => {
  const body = await parseBody(c, SettingsChange);
  if (!body.ok) return body.response;
  const { ports, pushesPerSecondMax, pushCadence } = runtime();
  const seen = await observe(ports, roomOf(c));
  if (seen === undefined) return problem(c, "unknown_room");
  const { settings, run, version } = seen.record;
  const samples = await ports.ledger.listSamples({ room: roomOf(c), run }, "tick", {
    countMax: limits.samplesMax,
    afterMs: ratesNeedAfterMs(ports.clock.nowMs(), settings),
  });
  const { joined } = ratesNow(samples, seen.sample);
  const now = situationOf(seen, { joinedPerMinute: joined, pushesPerSecondMax, pushCadence });
  const changed = Settings.parse({ ...settings, ...body.value });
  const answer: Preview = {
    version,
    now: outlook(now, settings),
    // biome-ignore lint/suspicious/noThenProperty: it is no function, so that nothing takes it for a promise
    then: outlook(now, changed),
    effects: effectsOf(now, changed),
  };
  return c.json(answer);
});
