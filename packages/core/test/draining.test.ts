import { expect, test } from "vitest";
import { changeState, doingOf, limits, snapshot } from "../src/index.ts";
import { crashing, Fault, heldBack, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const drain = { state: "open", draining: true } as const;
const stateOf = async (world: World) => {
  const { state, draining } = (await world.room()).settings;
  return draining ? "drains" : state;
};

/** Ada is in her visit, Bob and Cleo wait; then the room drains. */
async function drainingRoom(): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 600, tickSeconds: 2, holdSeconds: 30 });
  await world.join("ada", "bob", "cleo");
  await world.settle();
  await world.change(drain);
  return world;
}

test("R7 a room that drains refuses newcomers, and whoever has a place comes back to it", async () => {
  const world = await drainingRoom();
  await world.join("dan");
  expect(world.heard("dan", "error").map(({ code }) => code)).toEqual(["room_closed"]);
  expect(await world.number("dan")).toBeUndefined();
  await world.disconnect("bob");
  await world.join("bob");
  expect(world.heard("bob", "ticket").map(({ number }) => number)).toEqual([2, 2]);
});

test("R7 a room that drains serves those in line, and closes when the last visit is over", async () => {
  const world = await drainingRoom();
  for (const key of ["ada", "bob", "cleo"]) {
    await world.wait(10);
    expect(await stateOf(world)).toBe("drains");
    expect((await world.ticket(key))?.status).toBe("admitted");
    await world.leave(key);
  }
  await world.wait(10);
  expect(await stateOf(world)).toBe("closed");
  expect((await world.log())[0]).toMatchObject({
    who: "fairline",
    what: "closed the room: everybody was served",
  });
});

test("R7 who is away keeps a draining room from closing for as long as the place is kept", async () => {
  const world = await drainingRoom();
  await world.disconnect("bob");
  await world.leave("ada");
  await world.settle();
  await world.leave("cleo");
  await world.wait(10);
  expect(await stateOf(world)).toBe("drains");
  await world.join("bob");
  await world.wait(3);
  expect(world.heard("bob", "turn")).toHaveLength(1);
  await world.leave("bob");
  await world.wait(10);
  expect(await stateOf(world)).toBe("closed");
});

test("R7 who stays away for longer than the place is kept does not keep a draining room from closing", async () => {
  const world = await drainingRoom();
  await world.disconnect("bob");
  await world.leave("ada");
  await world.settle();
  await world.leave("cleo");
  await world.wait(40);
  expect(await stateOf(world)).toBe("closed");
});

test("R7 an empty room closes when joins that were under way are through, and not before", async () => {
  const world = await openWorld({ tickSeconds: 1 });
  await world.change(drain);
  await world.wait(limits.strandedAfterMs / 1000);
  expect(await stateOf(world)).toBe("drains");
  await world.wait(2);
  expect(await stateOf(world)).toBe("closed");
});

test("R7 a room that is paused while it drains drains on when it is resumed", async () => {
  const world = await drainingRoom();
  await world.change({ state: "paused" });
  await world.leave("ada");
  await world.wait(10);
  expect(world.heard("bob", "turn")).toEqual([]);
  await world.join("dan");
  expect(world.heard("dan", "error")).toHaveLength(1);
  await world.change({ state: "open" });
  await world.wait(3);
  expect(world.heard("bob", "turn")).toHaveLength(1);
  expect(await stateOf(world)).toBe("drains");
});

/** A room that drained and closed by itself, while somebody's join took longer than that. */
async function closedWhileOneJoins(): Promise<{ world: World; letJoin: () => Promise<void> }> {
  const world = await openWorld({ slots: 1, tickSeconds: 1 });
  const services = world.ports;
  const slow = heldBack(services, "ledger.issue");
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  world.ports = services;
  await world.change(drain);
  for (let ticks = 0; ticks < 6; ticks++) await world.tick();
  return {
    world,
    async letJoin() {
      slow.letGo();
      await joining;
    },
  };
}

test("R7 a join that was under way for so long that the room has closed is served yet", async () => {
  const { world, letJoin } = await closedWhileOneJoins();
  expect(await stateOf(world)).toBe("closed");
  await letJoin();
  await world.wait(3);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  expect((await world.log())[0]).toMatchObject({
    who: "fairline",
    what: "went on draining the room: somebody is still to be served",
  });
  await world.leave("ada");
  await world.wait(10);
  expect(await stateOf(world)).toBe("closed");
});

test("R7 a room that an operator closes stays closed, whoever waits", async () => {
  const world = await drainingRoom();
  await world.change({ state: "closed", draining: false });
  await world.leave("ada");
  await world.wait(20);
  expect(await stateOf(world)).toBe("closed");
  expect(world.heard("bob", "turn")).toEqual([]);
});

test("R7 a room that closed by itself, and that an operator opens and closes, is in the operator's hands", async () => {
  const world = await openWorld({ tickSeconds: 1 });
  await world.change(drain);
  await world.wait(6);
  await world.change({ state: "open" });
  await world.join("ada");
  await world.change({ state: "closed" });
  await world.wait(10);
  expect(await stateOf(world)).toBe("closed");
});

test("R7 a room that closed by itself, and that an operator then closes, stays closed whoever waits, and the log says so", async () => {
  const { world, letJoin } = await closedWhileOneJoins();
  await changeState(world.ports, "demo", "close", { who: "olga" });
  expect((await world.log())[0]).toMatchObject({
    who: "olga",
    what: "closed the room for good",
    changes: [],
  });
  const { version } = await world.room();
  await changeState(world.ports, "demo", "close", { who: "olga" });
  expect((await world.room()).version).toBe(version);
  await letJoin();
  await world.wait(10);
  expect(await stateOf(world)).toBe("closed");
  expect(world.heard("ada", "turn")).toEqual([]);
});

test("R7 a room that closed by itself, and of which an operator saves another setting, is still served to the last", async () => {
  const world = await openWorld({ tickSeconds: 1 });
  await world.change(drain);
  await world.wait(6);
  await world.change({ title: "Sale" });
  expect((await world.room()).drained).toBe(true);
  await world.change({ title: "Trains", state: "closed" });
  expect((await world.room()).drained).toBeUndefined();
});

test("R7 a room that drains, and whose state an operator sets to closed, was closed by the operator alone", async () => {
  const world = await drainingRoom();
  await world.change({ state: "closed" });
  expect((await world.room()).settings).toMatchObject({ state: "closed", draining: false });
  for (const key of ["ada", "bob", "cleo"]) await world.leave(key);
  await world.wait(10);
  expect((await world.room()).drained).toBeUndefined();
  expect((await world.log())[0]).toMatchObject({ who: "olga", what: "closed the room" });
});

test("R7 a room that is configured as closed and draining is closed, and nobody's deed", async () => {
  const world = await openWorld({ state: "closed", draining: true, tickSeconds: 1 });
  await world.wait(10);
  expect((await world.room()).drained).toBeUndefined();
  expect(await world.log()).toHaveLength(1);
});

test("R7 what an operator says in the very moment of the closing stands", async () => {
  const world = await openWorld({ tickSeconds: 1 });
  await world.change(drain);
  await world.wait(3);
  const services = world.ports;
  const slow = heldBack(services, "ledger.listPassedOver");
  world.ports = slow.ports;
  const ticking = world.tick();
  await slow.reached;
  await world.change({ draining: false });
  slow.letGo();
  await ticking;
  expect(await stateOf(world)).toBe("open");
});

test("R7 a tick that crashed anywhere while it closes the room closes it, or the next one does", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await openWorld({ tickSeconds: 1 });
    await world.change(drain);
    await world.wait(limits.strandedAfterMs / 1000);
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.tick().catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    await world.wait(3);
    expect(await stateOf(world)).toBe("closed");
    const closings = (await world.log()).filter(({ who, undoable }) => who === "fairline" && undoable);
    expect(closings).toHaveLength(1);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(10);
  }
});

test("R7 everybody may see that the room drains, and that those in line are called", async () => {
  const world = await drainingRoom();
  expect(await snapshot(world.ports, "demo")).toMatchObject({ state: "open", draining: true, waiting: 2 });
  expect(must(await world.tick())).toMatchObject({ state: "open" });
});

test("R7 a pause that comes after the room has closed leaves it closed", async () => {
  const world = await openWorld({ tickSeconds: 1 });
  await world.change(drain);
  await world.wait(6);
  const before = await world.room();
  expect(await changeState(world.ports, "demo", "pause", { who: "olga" })).toEqual({
    kind: "not open",
    state: "closed",
  });
  expect(await world.room()).toEqual(before);
});

test("R7 a room that closes in the very moment of a pause stays closed", async () => {
  const world = await openWorld({ tickSeconds: 1 });
  await world.change(drain);
  const slow = heldBack(world.ports, "ledger.writeRoom");
  const pausing = changeState(slow.ports, "demo", "pause", { who: "olga" });
  await slow.reached;
  await world.change({ state: "closed", draining: false });
  slow.letGo();
  expect(await pausing).toEqual({ kind: "not open", state: "closed" });
  expect(await stateOf(world)).toBe("closed");
});

// from, deed, what comes of it
test.each([
  ["open", "pause", "paused"],
  ["paused", "pause", "paused"],
  ["closed", "pause", "not open"],
  ["open", "resume", "open"],
  ["paused", "resume", "open"],
  ["closed", "resume", "not paused"],
  ["closed", "open", "open"],
  ["closed", "drain", "open"],
  ["paused", "close", "closed"],
] as const)("R7 of a room that is %s, %s makes: %s", async (state, deed, outcome) => {
  const world = await openWorld({ state });
  const made = await changeState(world.ports, "demo", deed, { who: "olga" });
  expect(made.kind === "changed" ? made.record.settings.state : made.kind).toBe(outcome);
  expect((await world.room()).version).toBe(made.kind === "changed" && outcome !== state ? 2 : 1);
});

test("R7 a pause on top of a version that is no longer there is a conflict, whatever the state is", async () => {
  const world = await openWorld({ state: "closed" });
  const late = await changeState(world.ports, "demo", "pause", { who: "olga", expectedVersion: 9 });
  expect(late.kind).toBe("conflict");
});

test.each([
  ["open", false, "open"],
  ["open", true, "draining"],
  ["paused", false, "paused"],
  ["paused", true, "paused, draining"],
  ["closed", false, "closed"],
  ["closed", true, "closed"],
] as const)("R7 a room whose state is %s, and draining %s, is told as: %s", (state, draining, doing) => {
  expect(doingOf({ state, draining })).toBe(doing);
});
