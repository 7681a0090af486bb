import { limits } from "@fairline/core";
import { describe, expect, test } from "vitest";
import { appended, isStaleFeed, type LiveFeed } from "../../src/console/room/feed.ts";
import { warningsIn } from "../../src/console/room/figures/warnings.ts";
import { json, settled } from "../world.ts";
import { openRoom } from "./consoles.ts";
import { sampleAt } from "./fakeServer.ts";

describe("the live view", () => {
  test.each([
    [1, 60],
    [2, 30],
    [5, 30],
    [60, 30],
  ])("of a room that ticks every %i s is asked for %i times a minute", async (tickSeconds, looks) => {
    const { server, seconds } = await openRoom((server) => {
      server.settings = { ...server.settings, tickSeconds };
    });
    const asked = () => server.askedFor("GET /admin/rooms/demo/live").length;
    expect(asked()).toBe(1);
    await seconds(60);
    expect(asked()).toBe(1 + looks);
  });

  test("is asked for with another N at its pace, and not while an answer is under way", async () => {
    const { server, seconds, time } = await openRoom();
    const asked = () => server.askedFor("GET /admin/rooms/demo/live").length;
    server.change("Sora", "set tickSeconds to 1 (was 2)", { tickSeconds: 1 });
    await seconds(2);
    expect(asked()).toBe(2);
    await seconds(2);
    expect(asked()).toBe(4);
    time.pass(5);
    expect(asked()).toBe(5);
    await settled();
  });

  test("asks every 30 s while nobody sees the page, and at once when somebody does", async () => {
    const { server, seconds, around } = await openRoom();
    around.hides();
    const asked = () => server.askedFor("GET /admin/rooms/demo/live").length;
    const before = asked();
    await seconds(29);
    expect(asked()).toBe(before);
    await seconds(1);
    expect(asked()).toBe(before + 1);
    around.isShown();
    await settled();
    expect(asked()).toBe(before + 2);
  });

  test("of which three looks are missing is stale, stays on the screen, and is live again with the next answer", async () => {
    const { store, server, seconds } = await openRoom();
    const isStale = () => isStaleFeed(store.getState().feed, store.getState().nowMs);
    server.answers = false;
    await seconds(6);
    expect(isStale()).toBe(false);
    await seconds(1);
    expect(isStale()).toBe(true);
    expect(store.getState().feed).toMatchObject({ feed: "live", trouble: "The server did not answer." });
    server.answers = true;
    await seconds(2);
    expect(isStale()).toBe(false);
  });

  test("of a room that is not there is told", async () => {
    const { store } = await openRoom(undefined, "other");
    expect(store.getState().feed).toEqual({ feed: "unknownRoom" });
  });

  test("asks only for samples that it does not have, and keeps the others", async () => {
    const { server, seconds, view, time } = await openRoom((server) => {
      server.samples = [sampleAt("2026-05-04T08:59:58.000Z")];
    });
    server.samples.push(sampleAt(time.at()));
    await seconds(2);
    const [, second] = server.askedFor("GET /admin/rooms/demo/live");
    expect(second?.path).toBe("/admin/rooms/demo/live?since=2026-05-04T08%3A59%3A58.000Z");
    expect(view().samples).toHaveLength(2);
  });

  test("of another run keeps nothing of the run before", async () => {
    const { server, seconds, view, time } = await openRoom((server) => {
      server.samples = [sampleAt("2026-05-04T08:59:58.000Z")];
    });
    server.run = 2;
    server.samples = [sampleAt(time.at())];
    await seconds(2);
    expect(view().samples.map(({ at }) => at)).toEqual(["2026-05-04T09:00:00.000Z"]);
  });

  test("stops when it is left, and begins again with what was known", async () => {
    const { stop, store, server, seconds, time } = await openRoom();
    stop();
    const asked = server.asked.length;
    await seconds(60);
    expect(server.asked).toHaveLength(asked);
    expect(time.running()).toBe(1);
    expect(store.getState().feed.feed).toBe("live");
    const stopAgain = store.start();
    await settled();
    expect(server.asked.length).toBeGreaterThan(asked);
    stopAgain();
  });
});

describe("samples", () => {
  test("are kept up to a bound, the latest of them", () => {
    const many = Array.from({ length: limits.samplesMax + 5 }, (_, index) =>
      sampleAt(new Date(index * 1000).toISOString()),
    );
    const kept = appended([], many, limits.samplesMax);
    expect(kept).toHaveLength(limits.samplesMax);
    expect(kept.at(-1)).toBe(many.at(-1));
  });

  test("that are known already are not kept twice", () => {
    const one = sampleAt("2026-05-04T09:00:00.000Z");
    expect(appended([one], [one], 10)).toEqual([one]);
  });

  test("of the day are read when the room is opened, and the new ones each minute", async () => {
    const { server, store, seconds, time } = await openRoom((server) => {
      server.minutes = [sampleAt("2026-05-04T08:59:00.000Z")];
    });
    expect(store.getState().history).toHaveLength(1);
    server.minutes.push(sampleAt(time.at()));
    await seconds(60);
    expect(store.getState().history).toHaveLength(2);
    expect(server.askedFor("GET /admin/rooms/demo/samples").map(({ path }) => path.split("?")[1])).toEqual([
      undefined,
      "since=2026-05-04T08%3A59%3A00.000Z",
    ]);
  });
});

describe("samples of a run that was reset", () => {
  const before = sampleAt("2026-05-04T08:59:00.000Z");
  const after = sampleAt("2026-05-04T08:59:59.000Z");

  test("are let go of, and those of the new run are read at once, all of them", async () => {
    const { server, store, seconds } = await openRoom((server) => {
      server.minutes = [before];
    });
    server.run = 2;
    server.minutes = [after];
    await seconds(2);
    expect(store.getState().history).toEqual([after]);
    expect(server.askedFor("GET /admin/rooms/demo/samples").map(({ path }) => path.split("?")[1])).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("are let go of even if they were under way as it was reset", async () => {
    const { server, store, seconds } = await openRoom();
    const late = Promise.withResolvers<Response>();
    server.special["GET /admin/rooms/demo/samples"] = () => late.promise;
    await seconds(60);
    server.run = 2;
    await seconds(2);
    server.special = {};
    server.minutes = [after];
    late.resolve(json({ samples: [before] }));
    await settled();
    await settled();
    expect(store.getState().history).toEqual([after]);
  });
});

describe("a warning", () => {
  const at = "2026-05-04T09:00:00.000Z";
  const nowMs = Date.parse(at);
  const quiet = async () => {
    const { view } = await openRoom();
    return { feed: "live", view: { ...view(), lastTickAt: at }, receivedAtMs: nowMs } as LiveFeed;
  };

  test("is not given where all is well", async () => {
    expect(warningsIn(await quiet(), nowMs)).toEqual([]);
  });

  test("is given when the last tick is older than two of them and three seconds, also by what passed since the answer", async () => {
    const feed = await quiet();
    const aged = (seconds: number) => {
      const lastTickAt = new Date(nowMs - seconds * 1000).toISOString();
      return { ...feed, view: { ...feed.view, lastTickAt } };
    };
    expect(warningsIn(aged(7), nowMs)).toEqual([]);
    expect(warningsIn(aged(7), nowMs + 1000)).toEqual(["ticks"]);
    expect(warningsIn(aged(8), nowMs)).toEqual(["ticks"]);
  });

  test("is given when there are dead letters, and not when they could not be counted", async () => {
    const feed = await quiet();
    const dead = { ...feed.view, deadLetters: { Lobby: 0, Turns: 1, Ticks: 0 } };
    expect(warningsIn({ ...feed, view: dead }, nowMs)).toEqual(["deadLetters"]);
    const { deadLetters: _, ...unknown } = feed.view;
    expect(warningsIn({ ...feed, view: unknown }, nowMs)).toEqual([]);
  });

  test("is not given of what is stale: nobody knows what is wrong by now", async () => {
    const feed = await quiet();
    expect(warningsIn(feed, nowMs + 10_000)).toEqual([]);
  });
});
