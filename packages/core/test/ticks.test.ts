import { expect, test } from "vitest";
import { complete, limits, observe, planTicks, roomWithoutTicks, snapshot, tick } from "../src/index.ts";
import { Fault, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

test.each([
  // now in seconds, N, first due, its delay, how many
  [120, 5, 120, 0, 27],
  [120.001, 5, 125, 4, 27],
  [121, 5, 125, 4, 27],
  [124.999, 5, 125, 0, 27],
  [120.5, 1, 121, 0, 135],
  [120.5, 60, 180, 59, 3],
  [121, 7, 126, 5, 20],
])(
  "T1 at %f s, with N = %i, the first of the ticks is due at %i s, in %i s, of %i",
  (now, n, due, delay, count) => {
    const ticks = planTicks(now * second, n);
    expect(ticks[0]).toEqual({ dueSeconds: due, delaySeconds: delay });
    expect(ticks).toHaveLength(count);
    expect(ticks.every(({ dueSeconds }, i) => dueSeconds === due + i * n)).toBe(true);
  },
);

test.each([1, 2, 5, 7, 13, 59, 60])(
  "T1 plans a minute apart, with N = %i, name the same ticks and leave none out",
  (n) => {
    const [first, next] = [planTicks(600_300, n), planTicks(661_900, n)];
    const [lastOfFirst, firstOfNext] = [first.at(-1)?.dueSeconds ?? 0, next[0]?.dueSeconds ?? 0];
    expect(firstOfNext).toBeLessThanOrEqual(lastOfFirst + n);
    expect(Math.abs(firstOfNext - lastOfFirst) % n).toBe(0);
  },
);

test("T1 a tick that comes twice is done once, and one that was overtaken is not done at all", async () => {
  const world = await openWorld({ tickSeconds: 5 });
  const at = (dueSeconds: number) => tick(world.ports, world.line, { dueSeconds, tickSeconds: 5 });
  expect(await at(1005)).toBeDefined();
  expect(await at(1005)).toBeUndefined();
  expect(await at(1000)).toBeUndefined();
  expect(await at(1010)).toBeDefined();
});

test("T2 a tick of an older run, of another N, or of a room that is gone is retired", async () => {
  const world = await openWorld({ tickSeconds: 5 });
  const older = world.line;
  await world.reset();
  expect(await tick(world.ports, older, { dueSeconds: 1000, tickSeconds: 5 })).toBeUndefined();
  expect(await tick(world.ports, world.line, { dueSeconds: 1000, tickSeconds: 2 })).toBeUndefined();
  expect(
    await tick(world.ports, { room: "gone", run: 1 }, { dueSeconds: 1000, tickSeconds: 5 }),
  ).toBeUndefined();
  expect(await tick(world.ports, world.line, { dueSeconds: 1000, tickSeconds: 5 })).toBeDefined();
});

test("T2 a room's ticks are missed when two of them and a moment have passed without one", async () => {
  const world = await openWorld({ tickSeconds: 5 });
  const isMissed = async () => (await roomWithoutTicks(world.ports, world.line)) !== undefined;
  expect(await isMissed()).toBe(true);
  await world.tick();
  world.clock.advance(2 * 5 * second + limits.strandedAfterMs);
  expect(await isMissed()).toBe(false);
  world.clock.advance(1);
  expect(await roomWithoutTicks(world.ports, world.line)).toEqual(await world.room());
  expect(await roomWithoutTicks(world.ports, { room: "nowhere", run: 1 })).toBeUndefined();
});

test("T2 after a reset the ticks of the new run are missed, though those of the older one came", async () => {
  const world = await openWorld({ tickSeconds: 5 });
  await world.tick();
  await world.reset();
  expect(await roomWithoutTicks(world.ports, world.line)).toMatchObject({ run: 2 });
  await world.tick();
  expect(await roomWithoutTicks(world.ports, world.line)).toBeUndefined();
});

test("T3 a tick says how the line stands, to every connection", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60, tickSeconds: 5, announcement: "Soon." });
  await world.join("ada", "bob", "cleo");
  await world.join("cleo");
  await world.settle();
  await world.tick();
  const message = {
    type: "tick",
    room: "demo",
    serving: 2,
    issued: 3,
    waiting: 2,
    active: 1,
    paceSeconds: 24,
    paceSecondsP90: 86.458,
    placesPerSecond: 0,
    state: "open",
    announcement: "Soon.",
    nextTickSeconds: 5,
    version: 1,
    at: "2030-01-01T00:00:05.000Z",
  };
  expect([world.heard("ada", "tick"), world.heard("bob", "tick")]).toEqual([[message], [message]]);
  expect(world.heard("cleo", "tick")).toEqual([message, message]);
  expect(await snapshot(world.ports, "demo")).toMatchObject({ ...message, slots: 1, title: "Waiting room" });
  expect((await observe(world.ports, "demo"))?.lastTickAtMs).toBe(world.clock.nowMs());
  expect(await snapshot(world.ports, "nowhere")).toBeUndefined();
});

test("T3 a change of settings shows in the version of the next tick, and in that of the snapshot that explains it", async () => {
  const world = await openWorld({ tickSeconds: 5 });
  expect((await world.tick())?.version).toBe(1);
  await world.change({ confirm: true });
  expect((await world.tick())?.version).toBe(2);
  expect(await snapshot(world.ports, "demo")).toMatchObject({ version: 2, confirm: true });
});

test("T3 those who left, who were admitted and whose numbers were void do not count as waiting", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5 });
  await world.join("ada", "bob", "cleo");
  await world.ports.ledger.issue(world.line, 1);
  await world.join("dan");
  await world.leave("bob");
  await world.settle();
  await world.leave("ada");
  await world.settle();
  await world.leave("cleo");
  await world.settle();
  expect(await world.tick()).toMatchObject({ issued: 5, waiting: 0, active: 1 });
});

test("T4 one who was passed over and stays away is swept when holdSeconds are over", async () => {
  const world = await openWorld({ slots: 1, holdSeconds: 30, tickSeconds: 5, slotSeconds: 3600 });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  await world.wait(30);
  expect((await world.ticket("ada"))?.status).toBe("waiting");
  await world.wait(5);
  expect((await world.ticket("ada"))?.status).toBe("left");
  expect(await world.ports.ledger.listPassedOver(world.line, 10)).toEqual([]);
  expect((await world.tick())?.waiting).toBe(0);
});

test("T4 one who was passed over and came back is not swept", async () => {
  const world = await openWorld({ slots: 1, holdSeconds: 30, tickSeconds: 5, slotSeconds: 3600 });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  await world.settle();
  await world.join("ada");
  await world.wait(60);
  expect((await world.ticket("ada"))?.status).toBe("waiting");
});

/**
 * Ada is admitted into lane 0, and neither claim nor slot knows of it: a handler that was overtaken took the ticket in once
 * more and failed, and the older one dropped the claim. Another lane has found her on the way, and gone on.
 */
async function adaIsOnADeadTrack(): Promise<World> {
  const world = await openWorld({ slots: 2, slotSeconds: 60 });
  const { ledger } = world.ports;
  await world.change({ state: "paused" });
  await world.join("ada", "bob");
  await world.change({ state: "open" });
  await ledger.claim(world.line, 0, { messageId: "older", nowMs: world.clock.nowMs(), issued: 2 });
  const nowMs = world.clock.nowMs();
  await ledger.admitTicket(world.line, 1, { lane: 0, nowMs, expiresAtMs: nowMs + 60_000 });
  await ledger.dropClaim(world.line, 0, 1, nowMs);
  await ledger.recall(world.line, 1, nowMs);
  return world;
}

test("T4 one who was admitted, and of whom neither claim nor slot is left, waits again and is called", async () => {
  const world = await adaIsOnADeadTrack();
  await world.wait(1);
  expect(await world.ticket("ada")).toMatchObject({ status: "admitted", lane: 0 });
  expect(world.heard("ada", "turn")).toEqual([]);
  await world.wait(12);
  expect(await world.ticket("ada")).toMatchObject({ status: "admitted", returns: 1 });
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("T4 one who is on the way into a lane that has the claim is left alone, however long that takes", async () => {
  const world = await adaIsOnADeadTrack();
  await world.ports.ledger.claim(world.line, 0, { messageId: "slow", nowMs: world.clock.nowMs(), issued: 2 });
  await world.ports.ledger.addPassedOver(world.line, 1, world.clock.nowMs());
  world.clock.advance(8000);
  await world.tick();
  expect((await world.ticket("ada"))?.returns).toBeUndefined();
});

test("T4 one who was passed over and is here, because the return crashed, is recalled by the tick", async () => {
  const world = await openWorld({ slots: 1, holdSeconds: 30, tickSeconds: 5, slotSeconds: 3600 });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  await world.settle();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.recall") throw new Fault("crashed");
  });
  await world.join("ada");
  world.ports = services;
  await world.tick();
  expect((await world.gate()).recalled).toEqual([1]);
  expect(await services.ledger.listPassedOver(world.line, 10)).toEqual([]);
});

test("T5 a connection that turns out to be gone is forgotten, and its visitor is away", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.settle();
  world.sockets.close("bob#1");
  await world.tick();
  expect(await world.countConnections()).toBe(1);
  expect((await world.ticket("bob"))?.connections).toEqual([]);
});

test("T1 a tick that crashes half-way is lost, and the next one makes up for it", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5 });
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "turns.send" || name === "ledger.writeTick") throw new Fault("crashed");
  });
  await world.join("ada");
  expect(await world.tick()).toBeUndefined();
  world.ports = services;
  await world.tick();
  await world.settle();
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("T8 a slot counts as idle when it was empty at the tick before, too, and only as long as somebody waits", async () => {
  const world = await openWorld({ slots: 3, tickSeconds: 5 });
  const idleAtNextTick = async () => {
    world.clock.advance(5 * second);
    const dueSeconds = Math.floor(world.clock.nowMs() / 1000);
    return (await tick(world.ports, { room: "demo", run: 1 }, { dueSeconds, tickSeconds: 5 }))?.idleSlots;
  };
  expect(await idleAtNextTick()).toBe(0);
  await world.join("ada", "bob");
  expect(await idleAtNextTick()).toBe(0);
  expect(await idleAtNextTick()).toBe(2); // three are empty, and two are missed
  await world.change({ state: "paused" });
  expect(await idleAtNextTick()).toBe(0);
  await world.change({ state: "open" });
  expect(await idleAtNextTick()).toBe(0);
  expect(await idleAtNextTick()).toBe(2);
  await world.settle();
  expect(await idleAtNextTick()).toBe(0);
});

test("T7 beyond the budget those behind hear every other tick, and those in front every one", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5, slotSeconds: 3600 });
  await world.join(...Array.from({ length: 31 }, (_, i) => `visitor-${i}`));
  await world.settle();
  world.pushesMax = 20;
  for (let i = 0; i < 4; i++) await world.tick();
  expect([1, 2, 30].map((i) => world.heard(`visitor-${i}`, "tick").length)).toEqual([4, 4, 2]);
  expect(world.heard("visitor-30", "tick")[0]?.nextTickSeconds).toBe(10);
});

test("T7 T9 by distance those beyond place 250 hear one tick of a minute, and each change of the settings", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 5, slotSeconds: 3600 });
  const visitors = Array.from({ length: 300 }, (_, i) => `visitor-${i}`);
  await world.join(...visitors);
  await world.settle();
  world.pushCadence = "distance";
  const hear = async (ticks: number) => {
    const before = visitors.map((visitor) => world.heard(visitor, "tick").length);
    for (let i = 0; i < ticks; i++) await world.tick();
    return visitors.map((visitor, i) => world.heard(visitor, "tick").length - (before[i] ?? 0));
  };
  expect(new Set(await hear(1))).toEqual(new Set([1]));
  const heard = await hear(24);
  expect(new Set(heard.slice(0, 251))).toEqual(new Set([24]));
  expect(new Set(heard.slice(251))).toEqual(new Set([2]));
  await world.change({ announcement: "Soon." });
  expect(new Set(await hear(1))).toEqual(new Set([1]));
  expect(world.heard("visitor-299", "tick").at(-1)?.announcement).toBe("Soon.");
  await world.join("newcomer");
  await world.tick();
  expect(world.heard("newcomer", "tick")).toHaveLength(1);
});

test("T7 a tick tells how fast the line goes, a snapshot tells the same, and a room that is paused stands", async () => {
  const world = await openWorld({ slots: 2, tickSeconds: 5, slotSeconds: 3600 });
  await world.join(...Array.from({ length: 40 }, (_, i) => `visitor-${i}`));
  await world.settle();
  for (let i = 0; i < 8; i++) {
    for (const { number } of await world.slots()) await complete(world.ports, world.line, number);
    await world.settle();
    await world.tick();
  }
  const told = async () => (await snapshot(world.ports, "demo"))?.placesPerSecond;
  expect(world.heard("visitor-39", "tick").at(-1)?.placesPerSecond).toBeCloseTo((0.95 * 2) / 5, 3);
  expect(await told()).toBeCloseTo((0.95 * 2) / 5, 3);
  await world.change({ state: "paused" });
  expect(await told()).toBe(0);
  await world.tick();
  expect(world.heard("visitor-39", "tick").at(-1)?.placesPerSecond).toBe(0);
});

test("T3 a slot that cannot be mended is reported, and keeps nobody from a turn or from the news", async () => {
  const world = await openWorld({ slots: 2, tickSeconds: 5, slotSeconds: 3600 });
  await world.join("ada");
  await world.settle();
  const refused = new Fault("readTicket refuses");
  const ledger = { ...world.ports.ledger, readTicket: () => Promise.reject(refused) };
  await world.ports.ledger.createTicket(world.line, {
    number: await world.ports.ledger.issue(world.line, 1),
    key: "bob",
    status: "waiting",
    connections: ["bob#1"],
    polledUntilMs: 0,
    seenAtMs: 0,
    joinedAtMs: 0,
  });
  const ticked = await tick({ ...world.ports, ledger }, world.line, { dueSeconds: 2e9, tickSeconds: 5 });
  expect(ticked?.troubles).toEqual([refused]);
  expect(ticked?.message).toMatchObject({ active: 1, waiting: 1 });
  await world.settle();
  expect(await world.ports.ledger.readSlot(world.line, 0)).toMatchObject({ number: 2 });
});

test("R10 an announcement is told in every language that it has, and an empty text is none", async () => {
  const world = await openWorld({
    announcement: "Soon.",
    translations: { ko: "곧", ja: "", "en-GB": "Presently." },
  });
  const translations = { ko: "곧", "en-GB": "Presently." };
  const first = must(await world.tick());
  expect(first).toMatchObject({ announcement: "Soon." });
  expect(first).not.toHaveProperty("translations");
  expect(await snapshot(world.ports, "demo")).toMatchObject({ announcement: "Soon.", translations });
  await world.change({ announcement: "", translations: { ja: "" } });
  const tick = must(await world.tick());
  expect(tick).not.toHaveProperty("announcement");
  expect(tick).not.toHaveProperty("translations");
  expect(await snapshot(world.ports, "demo")).not.toHaveProperty("translations");
});

test("R10 the longest tick that there is fits into a frame, in letters of three bytes", async () => {
  const announcement = "한".repeat(limits.announcementCharsMax);
  const languages = Array.from({ length: limits.translationsMax }, (_, i) => `x${"abcdefghij"[i]}`);
  const translations = Object.fromEntries(languages.map((language) => [language, announcement]));
  const world = await openWorld({ announcement, translations, title: "한".repeat(limits.titleCharsMax) });
  const tick = must(await world.tick());
  expect(tick.announcement).toBe(announcement);
  const longest = Object.entries(tick).map(([name, value]) => [
    name,
    typeof value === "number" ? -Number.MAX_VALUE : value,
  ]);
  const frame = JSON.stringify({ ...Object.fromEntries(longest), room: "x".repeat(40), state: "paused" });
  expect(new TextEncoder().encode(frame).length).toBeLessThanOrEqual(limits.frameBytesMax);
});
