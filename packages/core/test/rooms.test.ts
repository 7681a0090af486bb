import { expect, test } from "vitest";
import type * as z from "zod/mini";
import {
  At,
  changeSettings,
  ensureRoom,
  limits,
  RoomConfig,
  type RoomRecord,
  resetRoom,
  Settings,
  SettingsChange,
} from "../src/index.ts";
import { describeIssue } from "../src/issues.ts";
import { Fault, intercepted, openWorld } from "../testing/index.ts";

const first = Settings.parse({ slots: 2, slotSeconds: 60, tickSeconds: 5 });
const by = { who: "olga" };

test("R1 a room begins as it is configured, and keeps its live settings after that", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 7 });
  expect(await ensureRoom(world.ports, "demo", first)).toBe("kept");
  expect((await world.room()).settings.slots).toBe(7);
  expect(await ensureRoom(world.ports, "other", first)).toBe("created");
  expect(await world.ports.ledger.listRooms()).toEqual(["demo", "other"]);
});

test("R1 a room that is configured anew keeps its live settings, and says so once", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 7 });
  for (let starts = 0; starts < 3; starts++) await ensureRoom(world.ports, "demo", { ...first, slots: 4 });
  const { settings, configured, version } = await world.room();
  expect([settings.slots, configured.slots, version]).toEqual([7, 4, 3]);
  const log = await world.log();
  expect(log.filter(({ what }) => what.startsWith("configured the room anew"))).toHaveLength(1);
});

test("R3 a reset lets the older runs lapse, and never the one that begins", async () => {
  const world = await openWorld();
  const lapsed: number[] = [];
  const services = world.ports;
  world.ports = intercepted(services, ({ name, args }) => {
    if (name === "ledger.closeLine") lapsed.push((args[0] as { run: number }).run);
  });
  await world.reset();
  expect(lapsed).toEqual([1]);
  await world.reset();
  expect(lapsed).toEqual([1, 2, 1]);
  expect((await world.room()).run).toBe(3);
});

test("R3 a reset goes back to what is configured, and opens no room that was closed", async () => {
  const world = await openWorld({ slots: 2, title: "Sale" });
  await world.change({ slots: 7, tickSeconds: 9, title: "Rehearsal", announcement: "Only a test" });
  await ensureRoom(world.ports, "demo", { ...first, slots: 4, title: "Sale" });
  await world.change({ state: "closed" });
  await world.reset();
  expect((await world.room()).settings).toEqual({ ...first, slots: 4, title: "Sale", state: "closed" });
});

test("R1 of two who make the same room at once one makes it", async () => {
  const world = await openWorld();
  const ports = intercepted(world.ports, () => {});
  const made = await Promise.all([ensureRoom(ports, "new", first), ensureRoom(ports, "new", first)]);
  expect(made.sort()).toEqual(["created", "kept"]);
});

test("R1 of two who configure a new room at once, the one who came later is heard", async () => {
  const world = await openWorld();
  const ports = intercepted(world.ports, async ({ name }) => {
    if (name === "ledger.writeRoom") await ensureRoom(world.ports, "new", first);
  });
  expect(await ensureRoom(ports, "new", { ...first, slots: 9 })).toBe("kept");
  const room = await world.ports.ledger.readRoom("new");
  expect([room?.settings.slots, room?.configured.slots]).toEqual([2, 9]);
});

test("R2 a change makes a new version, and leaves the other settings alone", async () => {
  const world = await openWorld({ slots: 2 });
  const change = await changeSettings(world.ports, "demo", { slots: 3 }, { ...by, expectedVersion: 1 });
  expect(change.kind).toBe("changed");
  expect(await world.room()).toMatchObject({ version: 2, settings: { slots: 3, slotSeconds: 60 } });
});

test("R2 a change on top of a version that is no longer there is a conflict, and changes nothing", async () => {
  const world = await openWorld({ slots: 2 });
  await world.change({ slots: 3 });
  const before = await world.room();
  const change = await changeSettings(world.ports, "demo", { slots: 9 }, { ...by, expectedVersion: 1 });
  expect(change).toEqual({ kind: "conflict", record: before });
  expect(await world.room()).toEqual(before);
  expect(await changeSettings(world.ports, "nowhere", {}, by)).toEqual({ kind: "unknown" });
});

test("R2 a change that others are faster than again and again is not made, and says so", async () => {
  const world = await openWorld({ slots: 2 });
  const services = world.ports;
  let others = 0;
  const ports = intercepted(services, async ({ name, args }) => {
    if (name !== "ledger.writeRoom" || (args[1] as RoomRecord).settings.title !== "Mine") return;
    others += 1;
    await changeSettings(services, "demo", { slots: 2 + others }, { who: "oleg" });
  });
  const beganMs = world.clock.nowMs();
  expect(await changeSettings(ports, "demo", { title: "Mine" }, by)).toEqual({ kind: "busy" });
  expect(others).toBe(limits.changeAttemptsMax);
  expect(world.clock.nowMs() - beganMs).toBeGreaterThan(300);
  expect((await world.room()).settings.title).not.toBe("Mine");
});

test("R2 of two changes at once that expect no version, both are made", async () => {
  const world = await openWorld({ slots: 2 });
  const ports = intercepted(world.ports, () => {});
  await Promise.all([
    changeSettings(ports, "demo", { slots: 3 }, by),
    changeSettings(ports, "demo", { tickSeconds: 7 }, by),
  ]);
  expect(await world.room()).toMatchObject({ version: 3, settings: { slots: 3, tickSeconds: 7 } });
});

test.each([{ slots: 2 }, { slots: undefined }, {}, { translations: { ko: "곧" } }])(
  "R2 a change to %j, which is as it is, makes no version and no entry of the log",
  async (change) => {
    const world = await openWorld({ slots: 2, translations: { ko: "곧" } });
    expect((await world.change(change)).kind).toBe("changed");
    expect((await world.room()).version).toBe(1);
    expect(await world.log()).toHaveLength(1);
  },
);

test("R3 a reset begins a new run: numbers start at 1 again, and everybody of the older one is told", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.settle();
  await world.reset();
  await world.settle();
  expect(world.line.run).toBe(2);
  for (const key of ["ada", "bob"]) expect(world.heard(key, "end").at(-1)?.outcome).toBe("left");
  expect((await world.room()).settings.state).toBe("open");
  await world.join("cleo");
  await world.settle();
  expect(await world.ticket("cleo")).toMatchObject({ number: 1, status: "admitted" });
  await world.wait(10);
  expect(world.turns.list().map((turn) => turn.line.run)).toEqual([2]);
});

test("R3 a visit of the older run commits nothing after a reset", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.settle();
  const older = world.line;
  await world.reset();
  expect((await world.ports.ledger.readTicket(older, 1))?.status).toBe("left");
});

test.each([
  ["and is seen by its last look", 1],
  ["and is seen by none of its looks", 2],
])(
  "R3 an admission that fills its slot during the reset, %s, ends before its visitor is called",
  async (_, blindLooks) => {
    const world = await openWorld({ slots: 1 });
    await world.join("ada");
    await world.deliver();
    const older = world.line;
    const services = world.ports;
    let looks = 0;
    const listSlots: typeof services.ledger.listSlots = async (line) => {
      looks += 1;
      return looks <= blindLooks ? [] : services.ledger.listSlots(line);
    };
    world.ports = { ...services, ledger: { ...services.ledger, listSlots } };
    await world.reset();
    world.ports = services;
    const statusOf = async () => (await services.ledger.readTicket(older, 1))?.status;
    expect(await statusOf()).toBe(blindLooks === 1 ? "left" : "admitted");
    await world.settle();
    expect(world.heard("ada", "turn")).toEqual([]);
    expect(await statusOf()).toBe("left");
  },
);

test("R3 a room that is changed during a reset is reset, and keeps the change; an unknown one has no run", async () => {
  const world = await openWorld();
  const services = world.ports;
  let looks = 0;
  const ports = intercepted(services, async ({ name }) => {
    if (name === "ledger.listSlots" && looks++ === 0) await world.change({ slots: 9 });
  });
  expect((await resetRoom(ports, "demo", by)).kind).toBe("changed");
  expect(await world.room()).toMatchObject({ run: 2, settings: { slots: 9, state: "open" } });
  expect(await resetRoom(services, "nowhere", by)).toEqual({ kind: "unknown" });
});

test("R3 two resets at once begin one new run, and each names the older one, whose visitors must be told", async () => {
  const world = await openWorld();
  const older = world.line;
  const resets = await Promise.all([resetRoom(world.ports, "demo", by), resetRoom(world.ports, "demo", by)]);
  expect(resets).toMatchObject([
    { kind: "changed", older },
    { kind: "changed", older },
  ]);
  const room = await world.room();
  expect(room).toMatchObject({ run: 2, settings: { state: "open" } });
  expect((await world.log()).map(({ what }) => what)).toEqual([
    "reset the room: run 2 begins",
    "reset the room: run 2 begins",
    "made the room",
  ]);
});

test("R3 what an operator says during a reset stays, a pause above all", async () => {
  const world = await openWorld();
  let looks = 0;
  const ports = intercepted(world.ports, async ({ name }) => {
    if (name === "ledger.listSlots" && looks++ === 0) await world.change({ state: "paused" });
  });
  expect((await resetRoom(ports, "demo", by)).kind).toBe("changed");
  expect(await world.room()).toMatchObject({ run: 2, settings: { state: "paused" } });
});

test("R3 a reset that crashes leaves the run and the state as they were, and holds nobody up for long", async () => {
  for (const step of ["ledger.openLine", "ledger.listSlots"]) {
    const world = await openWorld({ slots: 1 });
    const crash = intercepted(world.ports, ({ name }) => {
      if (name === step) throw new Fault("crashed");
    });
    await expect(resetRoom(crash, "demo", by)).rejects.toThrow("crashed");
    expect(await world.room()).toMatchObject({ run: 1, settings: { state: "open" } });
    await world.join("ada");
    await world.wait(2 + limits.resetMsMax / 1000 + 5);
    expect((await world.ticket("ada"))?.status).toBe("admitted");
    expect((await resetRoom(world.ports, "demo", by)).kind).toBe("changed");
    expect((await world.room()).run).toBe(2);
  }
});

const whole = (min: number, max: number) => `must be a whole number from ${min} to ${max}`;
const long = "x".repeat(501);

test.each<[field: string, value: unknown, message: string]>([
  ["slots", 0, `slots: ${whole(1, 5000)} (was 0)`],
  ["slots", 5001, `slots: ${whole(1, 5000)} (was 5001)`],
  ["slots", 1.5, `slots: ${whole(1, 5000)} (was 1.5)`],
  ["slots", "3", `slots: ${whole(1, 5000)} (was "3")`],
  ["slots", null, `slots: ${whole(1, 5000)} (was null)`],
  ["slotSeconds", 0, `slotSeconds: ${whole(1, 43_000)} (was 0)`],
  ["slotSeconds", 43_001, `slotSeconds: ${whole(1, 43_000)} (was 43001)`],
  ["tickSeconds", -1, `tickSeconds: ${whole(1, 60)} (was -1)`],
  ["tickSeconds", 61, `tickSeconds: ${whole(1, 60)} (was 61)`],
  ["graceSeconds", 3601, `graceSeconds: ${whole(1, 3600)} (was 3601)`],
  ["holdSeconds", 86_401, `holdSeconds: ${whole(1, 86_400)} (was 86401)`],
  ["state", "shut", `state: must be open, paused or closed (was "shut")`],
  ["title", "x".repeat(121), `title: must have 1 to 120 characters (was "${"x".repeat(79)})`],
  ["title", "", 'title: must have 1 to 120 characters (was "")'],
  ["title", "\ud800", 'title: must be plain text (was "\\ud800")'],
  ["title", "Trains\nand more", 'title: must stand on one line (was "Trains\\nand more")'],
  ["title", "\u200b", 'title: must have a character that is seen (was "\u200b")'],
  ["title", "to \u202egnos", 'title: must be plain text (was "to \u202egnos")'],
  [
    "translations",
    { ko: "가", KO: "나" },
    `translations: must name each language once, in whatever case (was {"ko":"가","KO":"나"})`,
  ],
  ["announcement", "a\u0000b", 'announcement: must be plain text (was "a\\u0000b")'],
  ["slots", Number.POSITIVE_INFINITY, `slots: ${whole(1, 5000)} (was Infinity)`],
  ["draining", "yes", 'draining: must be true or false (was "yes")'],
  ["translations", { ko: long }, `translations.ko: must have 0 to 500 characters (was "${"x".repeat(79)})`],
  ["announcement", long, `announcement: must have 0 to 500 characters (was "${"x".repeat(79)})`],
])("R4 a change of %s to %j is refused: %s", (field, value, message) => {
  const change = { [field]: value };
  const result = SettingsChange.safeParse(change);
  expect(result.error?.issues.map((issue) => describeIssue(issue, change))).toEqual([message]);
});

test.each([
  ["slots", 1, 5000],
  ["slotSeconds", 1, 43_000],
  ["tickSeconds", 1, 60],
  ["graceSeconds", 1, 3600],
  ["holdSeconds", 1, 86_400],
])("R4 %s takes %i and %i", (field, min, max) => {
  for (const value of [min, max])
    expect(SettingsChange.parse({ [field]: value })).toEqual({ [field]: value });
});

test.each([
  ["k", "must be a language tag, such as ko, en-GB or zh-Hant"],
  ["korean", "must be a language tag, such as ko, en-GB or zh-Hant"],
  ["en_GB", "must be a language tag, such as ko, en-GB or zh-Hant"],
  [`en${"-abcdefgh".repeat(4)}`, "must have at most 35 characters"],
])("R4 an announcement in %j is refused: the tag %s", (tag, message) => {
  const change = { translations: { [tag]: "x" } };
  const [issue] = SettingsChange.safeParse(change).error?.issues ?? [];
  expect(issue && describeIssue(issue, change)).toBe(`translations.${tag}: ${message} (was "x")`);
  expect(issue?.message).toBe(message);
});

test("R4 an announcement has so many translations at most", () => {
  const inLanguages = (count: number) => ({
    translations: Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${"abcdefghijkl"[i]}`, "!"])),
  });
  expect(SettingsChange.safeParse(inLanguages(limits.translationsMax)).success).toBe(true);
  const [issue] = SettingsChange.safeParse(inLanguages(limits.translationsMax + 1)).error?.issues ?? [];
  expect(issue?.message).toBe(`must have at most ${limits.translationsMax} languages`);
});

test("R4 a field that nobody knows is refused, and a missing one is named", () => {
  const told = (schema: z.ZodMiniType, input: unknown) =>
    schema.safeParse(input).error?.issues.map((issue) => describeIssue(issue, input));
  expect(told(SettingsChange, { slot: 3 })).toEqual(["slot: is not known here"]);
  expect(told(SettingsChange, { slot: 3, x: 1 })).toEqual(["slot, x: are not known here"]);
  expect(told(RoomConfig, { rooms: { demo: { slot: 3 } } })).toEqual(["rooms.demo.slot: is not known here"]);
  expect(told(SettingsChange, 7)).toEqual(["input: must be an object (was 7)"]);
  expect(told(At, "noon")).toEqual(['input: must be a time such as 2030-01-31T09:00:00Z (was "noon")']);
  const result = Settings.safeParse({ slots: 1, tickSeconds: 5 });
  expect(result.error?.issues.map((issue) => describeIssue(issue, {}))).toEqual([
    `slotSeconds: ${whole(1, 43_000)} (was missing)`,
  ]);
  expect(describeIssue({ code: "custom", path: [], message: "no", input: 1 }, 1)).toBe("input: no (was 1)");
});

test.each(["", "Demo", "-demo", "demo-", "a.b", "a_b", "x".repeat(41)])(
  "R4 a room is not called %j",
  (name) => {
    expect(RoomConfig.safeParse({ rooms: { [name]: {} } }).success).toBe(false);
  },
);

test("R4 a config gives what it leaves out its first value, and names at least one room", () => {
  expect(RoomConfig.parse({ rooms: { demo: {} } })).toEqual({
    rooms: {
      demo: {
        slots: 3,
        slotSeconds: 60,
        tickSeconds: 2,
        graceSeconds: 15,
        holdSeconds: 120,
        maxVisitSeconds: 0,
        confirm: false,
        state: "open",
        draining: false,
        title: "Waiting room",
        announcement: "",
        translations: {},
        returnAddresses: [],
      },
    },
  });
  expect(RoomConfig.safeParse({ rooms: {} }).error?.issues[0]?.message).toBe("must name at least one room");
});

test("R4 a value that is too deep to be shown is refused like any other", () => {
  const deep = { slots: JSON.parse("[".repeat(20_000) + "]".repeat(20_000)) };
  const [issue] = SettingsChange.safeParse(deep).error?.issues ?? [];
  expect(issue && describeIssue(issue, deep)).toBe(
    `slots: ${whole(1, 5000)} (was something that cannot be shown)`,
  );
});
