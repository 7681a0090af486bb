import { expect, test } from "vitest";
import { duration, roughly } from "../src/durations.ts";
import {
  effectsOf,
  lastWait,
  type Outlook,
  observe,
  outlook,
  type Settings,
  type SettingsChange,
} from "../src/index.ts";
import { calledAtOnce } from "../src/outlook.ts";
import { busyRoom, openWorld, previewOf, situation, timesInRange, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const likely = (one: Outlook) => must(one.lastWait).likelySeconds;

test("F5 under the settings in force the outlook is what is told now, and nothing changes", async () => {
  const { world, live } = await busyRoom({ slots: 4 }, { seed: 1, visitors: 60, doneOf100: 5 });
  await live(90);
  const { before, after, effects } = await previewOf(world, { slots: 4, title: "Waiting room" });
  const { snapshot, record } = must(await observe(world.ports, "demo"));
  expect(before.lastWait).toEqual(lastWait(snapshot, record.settings));
  expect(after).toEqual(before);
  expect(effects).toEqual([]);
  expect(must(before.drainSeconds)).toBe(likely(before));
});

test("F5 before anything was seen, the outlook is what the rules of the pace suppose", async () => {
  const { world } = await busyRoom({ slots: 2, slotSeconds: 60 }, { seed: 1, visitors: 12, doneOf100: 0 });
  const { before, after } = await previewOf(world, { slotSeconds: 30 });
  const { snapshot, record } = must(await observe(world.ports, "demo"));
  expect(before.lastWait).toEqual(lastWait(snapshot, record.settings));
  expect(likely(after)).toBeCloseTo(likely(before) / 2, 6);
});

test("F5 twice as many slots halve the wait of a long line, and call as many at once", async () => {
  const { world, live } = await busyRoom({ slots: 5 }, { seed: 2, visitors: 400, doneOf100: 5 });
  await live(300);
  const { before, after, effects } = await previewOf(world, { slots: 10 });
  expect(likely(after) / likely(before)).toBeCloseTo(0.5, 1);
  expect(after.admittedPerMinute).toBeCloseTo(2 * before.admittedPerMinute, 2);
  expect(effects[0]).toMatch(
    /^At X = 10 the last in line waits about \d+ min(?: \d+ s)? instead of \d+ min(?: \d+ s)?\.$/,
  );
  expect(effects[1]).toBe("5 visitors are called at once.");
});

test("F5 where nobody is done early, visits take as long as they may: twice Y is twice the wait", async () => {
  const { world, live } = await busyRoom(
    { slots: 3, slotSeconds: 20 },
    { seed: 3, visitors: 60, doneOf100: 0 },
  );
  await live(150);
  const { before, after } = await previewOf(world, { slotSeconds: 40 });
  expect(likely(after) / likely(before)).toBeCloseTo(2, 3);
});

test("F5 where nearly everybody is done early, a longer Y changes little, and a very short one cuts visits off", async () => {
  const { world, live } = await busyRoom(
    { slots: 3, slotSeconds: 120 },
    { seed: 4, visitors: 300, doneOf100: 10 },
  );
  await live(300);
  const { before, after: longer } = await previewOf(world, { slotSeconds: 240 });
  expect(likely(longer) / likely(before)).toBeGreaterThan(0.99);
  expect(likely(longer) / likely(before)).toBeLessThan(1.01);
  const { after: shorter } = await previewOf(world, { slotSeconds: 2 });
  expect(likely(shorter) / likely(before)).toBeLessThan(0.25);
});

const worlds = 20;

// biome-ignore format: a table
test.each([
  ["twice as many slots",    { slots: 4 },                  { slots: 8 },                   5],
  ["half as many",           { slots: 6 },                  { slots: 3 },                   8],
  ["shorter visits",         { slots: 4, slotSeconds: 60 }, { slotSeconds: 10 },            4],
  ["both",                   { slots: 3, slotSeconds: 60 }, { slots: 6, slotSeconds: 20 },  6],
])("F5 with %s, the wait of the last then falls into the range that was told before, in most worlds", async (_, settings, change, doneOf100) => {
  const { after, before } = await timesInRange({ settings, change, doneOf100 }, worlds);
  expect(after).toBeGreaterThanOrEqual(0.6 * worlds);
  expect(before).toBeLessThan(0.2 * worlds);
});

test("F5 with longer visits than anybody has had, it falls into that range half of the time: how long people stay is a guess", async () => {
  const { after, before } = await timesInRange(
    { settings: { slots: 3, slotSeconds: 20 }, change: { slotSeconds: 60 }, doneOf100: 6 },
    worlds,
  );
  expect(after).toBeGreaterThanOrEqual(0.5 * worlds);
  expect(before).toBeLessThan(0.3 * worlds);
});

/** Two visits that began half a minute ago, and 40 who wait. Nobody is done early. */
async function inLine({ draining = false, ...over }: Partial<Settings> = {}): Promise<World> {
  const { world, live } = await busyRoom(
    { slots: 2, slotSeconds: 60, tickSeconds: 5, ...over },
    { seed: 5, visitors: 42, doneOf100: 0 },
  );
  await live(30);
  if (draining) await world.change({ draining });
  return world;
}

const pausedNow =
  "Nobody is called until the room is resumed. Everybody keeps their place, and visits go on.";

// biome-ignore format: a table
test.each<[string, Partial<Settings>, SettingsChange, string[]]>([
  ["a pause",         {},                    { state: "paused" },     [pausedNow]],
  ["an end",          {},                    { state: "closed" },     ["Nobody can join, and nobody is called. Everybody keeps their place, and visits go on."]],
  ["a resumption",    { state: "paused" },   { state: "open" },       ["Whoever waits is called again.",
                                                                       "The last in line waits about 8 min.",
                                                                       "2 visitors are called at once."]],
  ["an opening",      { state: "closed" },   { state: "open" },       ["Newcomers are let in again, and whoever waits is called.",
                                                                       "Whoever joins now is called at once."]],
  ["a drain",         {},                    { draining: true },      ["Newcomers are refused, and those in line are served: the last of them is called in about 12 min. When nobody is left the room closes by itself: at most 1 min (Y) after that, and up to 2 min (hold) later if somebody in line is away."]],
  ["a drain with calls", { confirm: true },  { draining: true },      ["Newcomers are refused, and those in line are served: the last of them is called in about 7 min 10 s. When nobody is left the room closes by itself: at most 1 min 15 s (a call and Y) after that, and up to 2 min (hold) later if somebody in line is away."]],
  ["a drain in a pause", { state: "paused" }, { draining: true },     ["Newcomers are refused, and those in line are served. When nobody is left the room closes by itself."]],
  ["an end to draining", { draining: true }, { draining: false },     ["Newcomers are let in again."]],
  ["a resumed drain", { state: "paused", draining: true }, { state: "open" }, ["Whoever waits is called again.",
                                                                       "The last in line waits about 8 min.",
                                                                       "2 visitors are called at once."]],
  ["an end instead of a drain", { draining: true }, { state: "closed", draining: false }, ["Nobody can join, and nobody is called. Everybody keeps their place, and visits go on."]],
  ["a smaller X",     {},                    { slots: 1 },            ["At X = 1 the last in line waits about 23 min instead of 12 min.",
                                                                       "Nobody is thrown out: one visit goes on above X = 1, for 30 s at most."]],
  ["a larger X",      {},                    { slots: 100 },          ["At X = 100 the last in line is called at once instead of waiting about 12 min.",
                                                                       "40 visitors are called at once."]],
  ["a longer visit",  {},                    { slotSeconds: 90 },     ["At Y = 1 min 30 s the last in line waits about 17 min instead of 12 min.",
                                                                       "From the next one on a visit may last 1 min 30 s instead of 1 min. Those under way keep their time."]],
  ["rarer news",      {},                    { tickSeconds: 10 },     ["The last in line hears every 10 s instead of every 5 s. Nobody's turn comes sooner or later for that.",
                                                                       "Ticks cost about 4.2 pushes a second instead of 8.4."]],
  ["calls",           {},                    { confirm: true },       ["Whoever is called has to say “I'm here” within 15 s, else the slot goes to the next."]],
  ["no calls",        { confirm: true },     { confirm: false },      ["Whoever is called is let in at once. Calls that stand are still to be answered."]],
  ["longer calls",    { confirm: true },     { graceSeconds: 45 },    ["A call stands for 30 s instead of 15 s.",
                                                                       "Who was let in and has no connection is a no-show after 45 s instead of 15 s."]],
  ["more time",       {},                    { maxVisitSeconds: 300 }, ["The site may let a visit last 5 min in all, those under way, too."]],
  ["no more time",    { maxVisitSeconds: 300 }, { maxVisitSeconds: 0 }, ["The site gives no visit more time. What it has given stays."]],
  ["time within Y",   {},                    { maxVisitSeconds: 1 },  ["The site still gives no visit more time: that takes more than Y, 1 min."]],
  ["no time within Y", { maxVisitSeconds: 1 }, { maxVisitSeconds: 0 }, ["The site still gives no visit more time."]],
  ["a Y above all time", { maxVisitSeconds: 100 }, { slotSeconds: 100 }, ["At Y = 1 min 40 s the last in line waits about 19 min instead of 12 min.",
                                                                       "From the next one on a visit may last 1 min 40 s instead of 1 min. Those under way keep their time.",
                                                                       "The site gives no visit more time: that takes more than Y, 1 min 40 s. What it has given stays."]],
  ["kept places",     {},                    { holdSeconds: 300 },    ["Who waits and has no connection, or missed a call, keeps the place for 5 min instead of 2 min."]],
  ["words",           {},                    { title: "Trains", announcement: "Soon" }, ["Pages show another title with the next tick.",
                                                                       "Everybody reads the new announcement with the next tick."]],
  ["languages",       { announcement: "Soon" }, { translations: { ko: "곧", ja: "" } }, ["The announcement's translations change a few seconds after the next tick."]],
  ["no language",     { translations: { ko: "곧" } }, { translations: { ko: "곧", ja: "" } }, []],
  ["a text beside old translations", { translations: { de: "Alt", ko: "옛" } }, { announcement: "Neu" }, ["Everybody reads the new announcement with the next tick, but for those who read it in de, ko: theirs stays."]],
  ["silence in one language", { announcement: "So", translations: { de: "Also" } }, { announcement: "" }, ["The announcement is taken away with the next tick, but for those who read it in de: theirs stays."]],
  ["silence",         { announcement: "So" }, { announcement: "" },   ["The announcement is taken away with the next tick."]],
  ["a larger X in a pause", { state: "paused" }, { slots: 4 },        ["Nothing now: the room is paused. It counts when the room is resumed."]],
  ["a larger X in a closed room", { state: "closed" }, { slots: 4 },  ["Nothing now: the room is closed. It counts when the room opens."]],
  ["what is so already", {},             { slots: 2, title: "Waiting room" }, []],
  ["a drain of a closed room", { state: "closed" }, { draining: true }, []],
  ["all in a pause",  {},                    { slots: 4, state: "paused" }, [pausedNow]],
])("F5 %s is told in sentences", async (_, settings, change, effects) => {
  expect((await previewOf(await inLine(settings), change)).effects).toEqual(effects);
});

test("F5 a drain where nobody waits is told with what is left of the last visit", async () => {
  const { world, live } = await busyRoom(
    { slots: 2, slotSeconds: 60 },
    { seed: 5, visitors: 2, doneOf100: 0 },
  );
  await live(30);
  const [told] = (await previewOf(world, { draining: true })).effects;
  expect(told).toBe(
    "Newcomers are refused. Nobody waits. When nobody is left the room closes by itself: in 30 s at most, and up to 2 min (hold) later if somebody in line is away.",
  );
  await live(60);
  expect((await previewOf(world, { draining: true })).effects[0]).toContain(
    "by itself: within a few seconds, and",
  );
});

test("F5 a larger X of a room that drains, and in which nobody waits, does nothing", async () => {
  const now = await situation(await openWorld({ slots: 2, draining: true }));
  expect(effectsOf(now, { ...now.settings, slots: 4 })).toEqual([
    "Nothing now: nobody waits, and nobody can join.",
  ]);
});

test.each([
  [1, "every 2 min 40 s, as before"],
  [2, "every 40 s instead of every 1 min 20 s"],
  [5000, "every 10 s instead of every 5 s"],
])("F5 with %i pushes a second, the last in line hears at N = 10 %s", async (pushesPerSecondMax, told) => {
  const now = { ...(await situation(await inLine())), pushesPerSecondMax };
  const [news] = effectsOf(now, { ...now.settings, tickSeconds: 10 });
  expect(news).toBe(`The last in line hears ${told}. Nobody's turn comes sooner or later for that.`);
});

test("F5 told by distance, few of a long line hear a tick, and the last in line hears about once a minute", async () => {
  const now = { ...(await situation(await inLine())), waiting: 10_000, toServe: 10_000, lastPlace: 10_000 };
  const far = { ...now, pushCadence: "distance" } as const;
  expect(outlook(far, now.settings).pushesPerSecond).toBeLessThan(
    outlook(now, now.settings).pushesPerSecond / 5,
  );
  const [news] = effectsOf(far, { ...now.settings, tickSeconds: 10 });
  expect(news).toBe(
    "The last in line hears every 1 min, as before. Nobody's turn comes sooner or later for that.",
  );
});

/** As many visits as X, in lanes 0 and on; then X becomes another, and the visits go on. */
async function lowered(to: SettingsChange) {
  const { world, live } = await busyRoom(
    { slots: 5, slotSeconds: 600 },
    { seed: 6, visitors: 12, doneOf100: 0 },
  );
  await live(5);
  await world.change(to);
  return situation(world);
}

// biome-ignore format: a table
test.each<[string, SettingsChange, Partial<Settings>, number]>([
  ["to 1, and back",             { slots: 1 },         { slots: 5 },    0],
  ["to 1, and further than back", { slots: 1 },        { slots: 7 },    2],
  ["to 1, and to 3",             { slots: 1 },         { slots: 3 },    0],
  ["in a pause, and the room is resumed at 3", { state: "paused" }, { state: "open", slots: 3 }, 0],
  ["in a pause, and the room is resumed at 6", { state: "paused" }, { state: "open", slots: 6 }, 1],
])("F5 a slot in which a visit still goes on is not free: X = 5 is lowered %s", async (_, change, then, called) => {
  const now = await lowered(change);
  expect(now.slots.map(({ lane }) => lane).sort()).toEqual([0, 1, 2, 3, 4]);
  expect(calledAtOnce(now, { ...now.settings, ...then })).toBe(called);
});

test("F5 without a line as many are called as come, as long as there is room for them", async () => {
  const world = await openWorld({ slots: 10, slotSeconds: 60 });
  expect(outlook(await situation(world, 6), (await world.room()).settings)).toEqual({
    lastWait: { earliestSeconds: 0, likelySeconds: 0, latestSeconds: 0 },
    drainSeconds: 0,
    admittedPerMinute: 6,
    pushesPerSecond: 0,
  });
  const most = (60 * 10) / (0.4 * 60);
  expect(outlook(await situation(world, 1000), (await world.room()).settings).admittedPerMinute).toBe(most);
});

test("F5 in a room that is not open nobody is called, ever", async () => {
  const world = await inLine({ state: "paused" });
  const { settings } = await world.room();
  const told = outlook(await situation(world), settings);
  expect(told).toMatchObject({ admittedPerMinute: 0 });
  expect(told.lastWait).toBeUndefined();
  expect(told.drainSeconds).toBeUndefined();
});

test("F5 in a closed room in which nobody waits, all are called", async () => {
  const world = await openWorld({ slots: 2, state: "closed" });
  expect(outlook(await situation(world), (await world.room()).settings).drainSeconds).toBe(0);
});

test("F5 a room that drains, and in which nobody waits, calls nobody any more", async () => {
  const world = await openWorld({ slots: 2, draining: true });
  const told = outlook(await situation(world, 6), (await world.room()).settings);
  expect(told).toMatchObject({ admittedPerMinute: 0, drainSeconds: 0 });
  expect(told.lastWait).toBeUndefined();
});

test.each([
  [0, "0 s"],
  [40.4, "40 s"],
  [59.6, "1 min"],
  [90, "1 min 30 s"],
  [840, "14 min"],
  [3900, "1 h 5 min"],
  [7200, "2 h"],
  [90_061, "25 h 1 min 1 s"],
])("F5 %f seconds are told as %s", (seconds, told) => {
  expect(duration(seconds)).toBe(told);
});

test.each([
  [40.4, "40 s"],
  [89, "1 min 29 s"],
  [90, "1 min 30 s"],
  [114, "1 min 50 s"],
  [118, "2 min"],
  [593, "9 min 50 s"],
  [598, "10 min"],
  [629, "10 min"],
  [3929, "1 h 5 min"],
  [35_999, "10 h"],
])("F5 about %f seconds are told as %s", (seconds, told) => {
  expect(roughly(seconds)).toBe(told);
});
