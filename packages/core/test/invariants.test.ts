import { expect, test } from "vitest";
import { complete, limits, reserve } from "../src/index.ts";
import { breaksAfterTick, breaksAtRest, leftovers, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;
const names = (count: number) => Array.from({ length: count }, (_, i) => `visitor-${i + 1}`);

async function numbersIn(world: World): Promise<number[]> {
  return (await world.slots()).map(({ number }) => number).sort((a, b) => a - b);
}

test("I1 of ten who come at once to three slots three are in, each in a lane of their own", async () => {
  const world = await openWorld({ slots: 3 });
  await world.join(...names(10));
  await world.settle();
  expect(await numbersIn(world)).toEqual([1, 2, 3]);
  expect((await world.slots()).map(({ lane }) => lane)).toEqual([0, 1, 2]);
});

test("I1 surplus turns in every lane admit nobody beyond X", async () => {
  const world = await openWorld({ slots: 2 });
  await world.join(...names(6));
  const lanes = [0, 1, 0, 1, 0, 1];
  await world.ports.turns.send(
    lanes.map((lane, i) => ({ line: world.line, lane, through: 0, reason: `surplus-${i}` })),
  );
  await world.settle();
  expect(await numbersIn(world)).toEqual([1, 2]);
});

test("I1 after X is lowered nobody new comes into a lane above it, and X holds Y seconds later", async () => {
  const world = await openWorld({ slots: 4, slotSeconds: 20 });
  await world.join(...names(12));
  await world.settle();
  await world.change({ slots: 1 });
  await world.leave("visitor-1");
  await world.settle();
  expect((await world.slots()).map(({ lane }) => lane)).toEqual([0, 2, 3]);
  await world.wait(20);
  expect((await world.slots()).map(({ lane }) => lane)).toEqual([0]);
});

test("I2 ten visitors in one slot are served in the order of their numbers", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 5 });
  await world.join(...names(10));
  await world.wait(60);
  const times = await Promise.all(names(10).map(async (key) => must(await world.ticket(key)).admittedAtMs));
  expect(times).toEqual([...times].sort());
  expect(new Set(times).size).toBe(10);
});

test("I2 lanes that drain at different speeds do not change the order", async () => {
  const world = await openWorld({ slots: 3, slotSeconds: 3600 });
  await world.join(...names(12));
  await world.settle();
  // Lane 1 alone makes room, again and again: its next turns belong to numbers 4, 7 and 10.
  for (const next of [4, 5, 6]) {
    const inLane = must((await world.slots()).find(({ lane }) => lane === 1)).number;
    await complete(world.ports, world.line, inLane);
    await world.settle();
    expect(await numbersIn(world)).toContain(next);
  }
});

test("I2 one who was away and came back is served before anyone behind", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob", "cleo");
  await world.disconnect("ada");
  await world.settle();
  await world.join("ada");
  await complete(world.ports, world.line, 2);
  await world.settle();
  expect(await numbersIn(world)).toEqual([1]);
});

test("I3 all who stay are admitted, whoever gives up around them", async () => {
  const world = await openWorld({ slots: 3, slotSeconds: 10 });
  await world.join(...names(30));
  const leaving = names(30).filter((_, i) => i % 3 === 1);
  for (const key of leaving) await world.leave(key);
  await world.wait(90);
  for (const key of names(30)) {
    const status = leaving.includes(key) ? "left" : "expired";
    expect([key, (await world.ticket(key))?.status]).toEqual([key, status]);
  }
});

test("I3 a turn that comes again and again while its visit lasts changes nothing", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob");
  for (let i = 0; i < 5; i++) {
    await world.settle();
    const [slot] = await world.slots();
    await world.ports.turns.hold(must(slot).turnHandle, 1);
    world.clock.advance(second);
  }
  await world.settle();
  expect(await numbersIn(world)).toEqual([1]);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  await world.leave("ada");
  await world.settle();
  expect(await numbersIn(world)).toEqual([2]);
});

test("I4 whatever ends a visit first gives the outcome, and nothing after it changes it", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.settle();
  await Promise.all([
    reserve(world.ports, world.line, 1, "ada@example.org"),
    complete(world.ports, world.line, 1),
    world.leave("ada"),
  ]);
  await world.wait(100);
  const status = (await world.ticket("ada"))?.status;
  expect(["completed", "left"]).toContain(status);
  expect(new Set(world.heard("ada", "end").map((end) => end.outcome))).toEqual(new Set([status]));
  const { completed, left, expired, noshow, admitted } = await world.ports.ledger.readStats(world.line);
  expect([completed + left + expired + noshow, admitted]).toEqual([1, 1]);
});

test("I5 a visit ends Y seconds after it began, and the pass says the same", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20 });
  await world.join("ada");
  await world.settle();
  const endMs = world.clock.nowMs() + 20 * second;
  expect(world.heard("ada", "turn")[0]?.pass).toBe(`pass demo.1.1 ${endMs}`);
  await world.wait(20);
  expect((await world.ticket("ada"))?.status).toBe("expired");
});

test("I5 a change of Y is for the next visit, and leaves those that have begun alone", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20 });
  await world.join("ada", "bob");
  await world.settle();
  await world.change({ slotSeconds: 40 });
  await world.wait(20);
  expect((await world.slots())[0]).toMatchObject({
    number: 2,
    expiresAtMs: world.clock.nowMs() + 40 * second,
  });
});

test("I5 with the execution and its turn lost a visit ends within the allowance and a tick", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20, tickSeconds: 5 });
  await world.join("ada");
  await world.settle();
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  world.turns.delete(must((await world.slots())[0]).turnHandle);
  await world.wait(20 + limits.overdueAllowanceMs / second + 5);
  expect((await world.ticket("ada"))?.status).toBe("expired");
});

test("I6 with every way of ending a visit the next one begins at once, without a tick", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20 });
  await world.join(...names(5));
  await world.settle();
  await complete(world.ports, world.line, 1);
  await world.settle();
  expect(await numbersIn(world)).toEqual([2]);
  await reserve(world.ports, world.line, 2, "b@example.org");
  await world.settle();
  expect(await numbersIn(world)).toEqual([3]);
  await world.leave("visitor-3");
  await world.settle();
  expect(await numbersIn(world)).toEqual([4]);
  world.clock.advance(20 * second);
  await world.settle();
  expect(await numbersIn(world)).toEqual([5]);
});

test("I6 with the turns of all lanes lost every slot is filled after one tick", async () => {
  const world = await openWorld({ slots: 3, tickSeconds: 5 });
  await world.join(...names(9));
  for (const turn of world.turns.receive()) world.turns.delete(turn.handle);
  for (let i = 0; i < 3; i++) for (const turn of world.turns.receive()) world.turns.delete(turn.handle);
  await world.settle();
  expect(await world.slots()).toEqual([]);
  expect(await breaksAfterTick(world)).toEqual(
    [0, 1, 2].map((lane) => `I6 lane ${lane} is idle while somebody waits`),
  );
  await world.wait(5);
  expect(await world.slots()).toHaveLength(3);
  expect([...(await breaksAtRest(world)), ...(await breaksAfterTick(world))]).toEqual([]);
});

test("I7 a key keeps its number through reload, other tabs, polling, absence and the end", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20 });
  await world.join("bob", "ada");
  await world.join("ada");
  await world.joinByPoll("ada");
  await world.disconnect("ada");
  await world.join("ada");
  await world.wait(60);
  await world.join("ada");
  const numbers = world.heard("ada", "ticket").map(({ number }) => number);
  expect(numbers).toEqual(numbers.map(() => 2));
  expect(world.heard("ada", "ticket").at(-1)?.status).toBe("expired");
});

test("I8 when the last visitor is gone nothing is left behind", async () => {
  const world = await openWorld({ slots: 2, slotSeconds: 20, holdSeconds: 30, graceSeconds: 10 });
  await world.join(...names(9));
  await world.joinByPoll("polling");
  await world.settle();
  await complete(world.ports, world.line, 1);
  for (const key of names(9).slice(4)) await world.disconnect(key);
  await world.wait(25);
  await world.join("visitor-9");
  await world.leave("visitor-9");
  expect(await leftovers(world)).not.toEqual([]);
  for (const key of names(9)) await world.disconnect(key);
  await world.wait(90);
  expect(await leftovers(world)).toEqual([]);
  expect((await world.tick())?.waiting).toBe(0);
});
