import { expect, test } from "vitest";
import { type Claim, laneIsDry, type Settings, type Slot, turnsForIdleSlots } from "../src/index.ts";
import { Fault, heldBack, intercepted, openWorld } from "../testing/index.ts";
import { must } from "./must.ts";

const line = { room: "demo", run: 1 };
const nowMs = 1_000_000_000_000;
const claimedAt = (atMs: number): Claim => ({ number: 5, messageId: "m", atMs });

function lanesToHeal(state: {
  settings?: Partial<Settings>;
  serving?: number;
  issued?: number;
  recalled?: number[];
  claims?: [number, Claim][];
  filled?: number[];
  nowMs?: number;
}): number[] {
  const settings = { slots: 3, tickSeconds: 5, state: "open", ...state.settings } as Settings;
  const { serving = 1, issued = 9, recalled = [], claims = [], filled = [] } = state;
  const slots = filled.map((lane) => ({ lane }) as Slot);
  const gate = { serving, recalled, calledIn: [], claims: new Map(claims) };
  const turns = turnsForIdleSlots(
    line,
    { settings, configured: settings, version: 1, run: 1 },
    { gate, issued, slots, nowMs: state.nowMs ?? nowMs },
    "reason",
  );
  return turns.map(({ lane }) => lane).sort();
}

test.each<[string, Parameters<typeof lanesToHeal>[0], number[]]>([
  ["all are idle", {}, [0, 1, 2]],
  ["one is filled", { filled: [1] }, [0, 2]],
  ["all are filled", { filled: [0, 1, 2] }, []],
  ["nobody waits", { serving: 10 }, []],
  ["only a recalled one waits", { serving: 10, recalled: [4], filled: [0, 1] }, [2]],
  ["two wait", { serving: 8, filled: [0] }, [1, 2]],
  ["the room is paused", { settings: { state: "paused" } }, []],
  ["the room is closed", { settings: { state: "closed" } }, []],
  ["X was raised", { settings: { slots: 5 }, filled: [0, 1, 2] }, [3, 4]],
  ["X was lowered", { settings: { slots: 1 }, filled: [1, 2] }, [0]],
])("H1 when %s, these lanes get a turn: %s → %j", (_, state, lanes) => {
  expect(lanesToHeal(state)).toEqual(lanes);
});

test.each([1, 2, 3, 4, 5, 10])(
  "H1 with a tick every %i s, one who waits tries every idle lane in turn",
  (tickSeconds) => {
    const settings = { slots: 4, tickSeconds };
    const tried = Array.from({ length: 4 }, (_, tick) =>
      lanesToHeal({ settings, serving: 9, issued: 9, nowMs: nowMs + tick * tickSeconds * 1000 }),
    );
    expect(tried.flat().sort()).toEqual([0, 1, 2, 3]);
  },
);

test("H1 a turn that got lost is made good by the next tick", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5 });
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "turns.send") throw new Fault("lost");
  });
  await world.join("ada");
  world.ports = services;
  await world.wait(5);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("H1 raising X and resuming a room fill the slots by the next tick", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5 });
  await world.join("ada", "bob", "cleo");
  await world.settle();
  await world.change({ slots: 3, state: "paused" });
  await world.wait(10);
  expect(await world.slots()).toHaveLength(1);
  await world.change({ state: "open" });
  await world.wait(5);
  expect(await world.slots()).toHaveLength(3);
});

test.each<[string, Parameters<typeof lanesToHeal>[0], number[]]>([
  ["it is fresh", { claims: [[1, claimedAt(nowMs - 3000)]] }, [0, 2]],
  ["it is old", { claims: [[1, claimedAt(nowMs - 3001)]] }, [0, 1, 2]],
  ["it is old and nobody waits", { serving: 10, claims: [[1, claimedAt(0)]] }, [1]],
  ["it is old and the room is paused", { settings: { state: "paused" }, claims: [[1, claimedAt(0)]] }, [1]],
  ["it is old and its lane is above X", { serving: 10, claims: [[7, claimedAt(0)]] }, [7]],
  ["its slot is filled", { filled: [1], claims: [[1, claimedAt(0)]] }, [0, 2]],
])("H2 a claim without a slot, when %s: %s → lanes %j", (_, state, lanes) => {
  expect(lanesToHeal(state)).toEqual(lanes);
});

test("H2 a claim whose turn was lost with the crash is finished within two ticks", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5 });
  await world.join("ada");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.admitTicket") throw new Fault("crashed");
  });
  const [turn] = world.turns.receive();
  await world.use(must(turn));
  world.turns.delete(must(turn).handle);
  world.ports = services;
  await world.wait(10);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test.each([
  // the turn's lane, through, issued, X, dry
  [0, 3, 3, 3, true],
  [0, 3, 5, 3, true],
  [0, 3, 6, 3, false],
  [1, 1, 3, 3, true],
  [1, 1, 4, 3, false],
  [2, 0, 1, 3, true],
  [2, 0, 2, 3, false],
  [0, 7, 7, 1, true],
  [0, 7, 8, 1, false],
  [4, 9, 9, 3, true],
])("H3 lane %i, through %i, %i issued, X = %i: dry is %s", (lane, through, issued, slots, dry) => {
  expect(laneIsDry({ lane, through }, issued, slots)).toBe(dry);
});

test("H3 a visit that ends in a lane that ran dry brings its successor, without a tick", async () => {
  const world = await openWorld({ slots: 2 });
  await world.join("one", "two", "three", "four", "five", "six");
  await world.settle();
  // Lane 1 is quick: the turns of 1, 3 and 5 serve 1, 3 and 4, and then it has none.
  for (const key of ["one", "three", "four"]) {
    await world.leave(key);
    await world.settle();
  }
  expect(await world.ticket("five")).toMatchObject({ status: "admitted", lane: 1 });
  expect((await world.slots()).map(({ number }) => number)).toEqual([2, 5]);
});

test("H3 a visit that ends while nobody waits brings nothing", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.settle();
  await world.leave("ada");
  await world.settle();
  expect(world.turns.list()).toEqual([]);
});

test.each([
  ["a paused room", { state: "paused" as const }],
  ["a lane at or above X", { slots: 1 }],
])("H3 a visit that ends in %s brings nothing", async (_, change) => {
  const world = await openWorld({ slots: 2 });
  await world.join("one", "two");
  await world.settle();
  await world.join("away");
  await world.change(change);
  await world.leave("one");
  await world.settle();
  expect(world.turns.list().filter((turn) => turn.lane === 1 && turn.reason.startsWith("after"))).toEqual([]);
});

test.each([
  ["before the slot is empty", "ledger.clearSlot"],
  ["when the slot is empty, and before the counter is read", "ledger.readIssued"],
  ["when the counter is read, and before the gate is", "ledger.readGate"],
])("H3 one who joins %s is admitted without a tick", async (_, step) => {
  const world = await openWorld({ slots: 2 });
  await world.join("ada", "bob");
  await world.settle();
  const services = world.ports;
  const slow = heldBack(services, step);
  await world.leave("bob");
  world.ports = slow.ports;
  const settling = world.runVisits();
  await slow.reached;
  world.ports = services;
  // Number 3 belongs to lane 1, which ada has; lane 0 is about to be empty.
  await world.join("cleo");
  slow.letGo();
  await settling;
  await world.settle();
  expect(await world.ticket("cleo")).toMatchObject({ number: 3, status: "admitted", lane: 0 });
});
