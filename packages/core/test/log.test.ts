import { expect, test } from "vitest";
import { changeSettings, ensureRoom, limits, type SettingsChange, undo } from "../src/index.ts";
import { crashing, Fault, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const olga = { who: "olga" };
const whats = async (world: World) => (await world.log()).map(({ what }) => what);

test("R5 a change stands in the log: when, who, what, and each setting as it was and as it is", async () => {
  const world = await openWorld({ slots: 2, title: "Sale" });
  world.clock.advance(1000);
  await changeSettings(world.ports, "demo", { slots: 3, title: "Trains" }, olga);
  const at = new Date(world.clock.nowMs()).toISOString();
  expect(await world.log()).toMatchObject([
    {
      at,
      who: "olga",
      what: "set slots to 3 (was 2), title to “Trains” (was “Sale”)",
      changes: [
        { field: "slots", from: 2, to: 3 },
        { field: "title", from: "Sale", to: "Trains" },
      ],
      undoable: true,
    },
    { who: "fairline", what: "made the room", changes: [], undoable: false },
  ]);
});

// before, change, what
test.each<[SettingsChange, SettingsChange, string]>([
  [{}, { state: "paused" }, "paused the room"],
  [{ state: "paused" }, { state: "open" }, "opened the room"],
  [{}, { state: "closed", draining: false }, "closed the room"],
  [{ draining: true }, { state: "closed", draining: false }, "closed the room"],
  [{}, { state: "open", draining: true }, "began to drain the room"],
  [{ state: "closed" }, { state: "open", draining: true }, "began to drain the room"],
  [{ draining: true }, { state: "open", draining: false }, "let newcomers in again"],
  [{}, { state: "paused", draining: true }, "paused the room; began to drain the room"],
  [{}, { announcement: "Back\nat noon" }, "announced “Back at noon”"],
  [{}, { announcement: "x".repeat(90) }, `announced “${"x".repeat(79)}…”`],
  [
    {},
    { announcement: "Soon", translations: { ko: "곧", ja: "間もなく" } },
    "announced “Soon”, also in ko, ja",
  ],
  [{ announcement: "Soon" }, { translations: { ko: "곧" } }, "announced the same in ko"],
  [{ translations: { ko: "곧" } }, { translations: {} }, "took the translations away"],
  [{ announcement: "Soon" }, { announcement: "" }, "took the announcement away"],
  [{ announcement: "Soon" }, { announcement: "", translations: { ko: "곧" } }, "announced in ko only"],
  [
    { announcement: "Doors", translations: { de: "Alt", ko: "옛" } },
    { announcement: "New" },
    "announced “New”, but left it as it was in de, ko",
  ],
  [
    { announcement: "Doors", translations: { de: "Hallo", ko: "" } },
    { announcement: "" },
    "took the announcement away, but not in de",
  ],
  [{ announcement: "Doors" }, { announcement: "", translations: { de: "Hallo" } }, "announced in de only"],
  [{}, { translations: { de: "Hallo" } }, "announced in de only"],
  [
    { announcement: "Doors", translations: { de: "Alt" } },
    { announcement: "New", translations: { de: "" } },
    "announced “New”",
  ],
  [{}, { confirm: true }, "set confirm to true (was false)"],
  [{}, { state: "paused", slots: 9 }, "paused the room; set slots to 9 (was 2)"],
])("R5 after %j the change %j is told as: %s", async (before, change, what) => {
  const world = await openWorld({ slots: 2, ...(before as object) });
  await world.change(change);
  expect((await whats(world))[0]).toBe(what);
});

test("R5 a room that is configured anew says so, and by whom nobody knows", async () => {
  const world = await openWorld({ slots: 2 });
  await ensureRoom(world.ports, "demo", { ...(await world.room()).settings, slots: 9 });
  expect((await world.log())[0]).toMatchObject({
    who: "fairline",
    what: "configured the room anew: a reset goes back to that",
    undoable: false,
  });
});

test("R5 a reset stands in the log, with the settings that it has put back, and takes nothing of it away", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 7 });
  await world.reset();
  expect(await world.log()).toMatchObject([
    { what: "put the settings back as configured", changes: [{ field: "slots", from: 7, to: 2 }] },
    { who: "olga", what: "reset the room: run 2 begins", changes: [], undoable: false },
    { what: "set slots to 7 (was 2)" },
    { what: "made the room" },
  ]);
});

test("R5 a crash between any two steps of a change leaves a log that tells of every change that was made", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await openWorld({ slots: 1 });
    const { ports, failedAt } = crashing(world.ports, atStep);
    const changed = changeSettings(ports, "demo", { slots: 2 }, olga);
    await changed.catch((error) => expect(error).toBeInstanceOf(Fault));
    const isMade = (await world.room()).settings.slots === 2;
    expect((await whats(world)).includes("set slots to 2 (was 1)")).toBe(isMade);
    // The next change takes its place in the room's record: from then on the log itself has to know it.
    await world.change({ tickSeconds: 9 });
    const expected = isMade ? ["set slots to 2 (was 1)", "made the room"] : ["made the room"];
    expect(await whats(world)).toEqual(["set tickSeconds to 9 (was 5)", ...expected]);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(3);
  }
});

test("R5 a change that was made succeeds, even where its line of the log could not be written just then", async () => {
  const world = await openWorld({ slots: 1 });
  const ports = intercepted(world.ports, ({ name, args }) => {
    const { what } = (args[1] ?? {}) as { what?: string };
    if (name === "ledger.writeEntry" && what !== "made the room") throw new Fault("throttled");
  });
  expect((await changeSettings(ports, "demo", { slots: 2 }, olga)).kind).toBe("changed");
  expect((await whats(world))[0]).toBe("set slots to 2 (was 1)");
});

test("R5 the log is in the order of the changes, even where a handler's clock is behind", async () => {
  const world = await openWorld({ slots: 1 });
  await world.change({ slots: 2 });
  const behind = { ...world.clock, nowMs: () => world.clock.nowMs() - limits.clockSkewMsMax };
  await changeSettings({ ...world.ports, clock: behind }, "demo", { slots: 3 }, olga);
  await world.change({ slots: 4 });
  expect(await whats(world)).toEqual([
    "set slots to 4 (was 3)",
    "set slots to 3 (was 2)",
    "set slots to 2 (was 1)",
    "made the room",
  ]);
});

test("R6 a change is undone: every setting is as it was before, and that is a change, too", async () => {
  const world = await openWorld({ slots: 2, title: "Sale" });
  await world.change({ slots: 7, title: "Trains", translations: { ko: "곧" } });
  const [made] = await world.log();
  await world.change({ tickSeconds: 9 });
  expect((await world.undo(must(made).id)).kind).toBe("changed");
  expect((await world.room()).settings).toMatchObject({
    slots: 2,
    title: "Sale",
    translations: {},
    tickSeconds: 9,
  });
  const [undone, , first] = await world.log();
  expect(undone).toMatchObject({ what: `undid: ${made?.what}`, undoable: true });
  expect(first).toMatchObject({ what: made?.what, undoable: false });
  await world.undo(must(undone).id);
  const [redone] = await world.log();
  expect(redone?.what).toBe(`redid: ${made?.what}`);
  await world.undo(must(redone).id);
  const [undoneAgain] = await world.log();
  expect(undoneAgain?.what).toBe(`undid: ${made?.what}`);
  await world.undo(must(undoneAgain).id);
  expect((await world.room()).settings).toMatchObject({
    slots: 7,
    title: "Trains",
    translations: { ko: "곧" },
  });
});

test("R6 what somebody has changed since is not undone, not even in part", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 7, title: "Trains" });
  const [made] = await world.log();
  await world.change({ slots: 8 });
  const before = await world.room();
  expect(await world.undo(must(made).id)).toEqual({ kind: "not undoable", why: "slots: changed since." });
  expect(await world.room()).toEqual(before);
});

test("R6 what was changed since in the very moment of the undoing is not undone", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 7 });
  const [made] = await world.log();
  let isFirst = true;
  const ports = intercepted(world.ports, async ({ name }) => {
    if (name !== "ledger.writeRoom" || !isFirst) return;
    isFirst = false;
    await world.change({ slots: 8 });
  });
  expect((await undo(ports, "demo", must(made).id, olga)).kind).toBe("not undoable");
  expect((await world.room()).settings.slots).toBe(8);
});

test("R6 what changed no settings cannot be undone, and what nobody did is unknown", async () => {
  const world = await openWorld();
  const [made] = await world.log();
  expect((await world.undo(must(made).id)).kind).toBe("not undoable");
  expect(await world.undo("nothing")).toEqual({ kind: "unknown change" });
  expect(await undo(world.ports, "nowhere", must(made).id, olga)).toEqual({ kind: "unknown" });
});

test("R6 a change whose line of the log a crash has kept from it is undone, too", async () => {
  const world = await openWorld({ slots: 2 });
  const ports = intercepted(world.ports, ({ name, args }) => {
    const { what } = (args[1] ?? {}) as { what?: string };
    if (name === "ledger.writeEntry" && what !== "made the room") throw new Fault("crashed");
  });
  await changeSettings(ports, "demo", { slots: 3 }, olga);
  await world.undo(must((await world.log())[0]).id);
  expect((await world.room()).settings.slots).toBe(2);
});

test("R6 an undoing on top of a version that is no longer there is a conflict", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 7 });
  const [made] = await world.log();
  await world.change({ tickSeconds: 9 });
  const undone = await undo(world.ports, "demo", must(made).id, { ...olga, expectedVersion: 2 });
  expect(undone.kind).toBe("conflict");
  expect((await world.room()).settings.slots).toBe(7);
});

test("R6 a room that is closed does not go on draining by an undoing", async () => {
  const world = await openWorld({ draining: true });
  await world.change({ draining: false });
  await world.change({ state: "closed" });
  const [closing, before] = await world.log();
  expect([closing?.undoable, before?.undoable]).toEqual([true, false]);
  expect(await world.undo(must(before).id)).toEqual({
    kind: "not undoable",
    why: "The room is closed: it does not drain.",
  });
});
