import { expect, test } from "vitest";
import { roomWithoutTicks } from "../src/index.ts";
import { Fault, heldBack, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

/** What a service refuses is said again by its queue: nothing that came before the refusal may hide the rest. */
function refuseOnce(world: World, step: string): () => boolean {
  let isRefused = false;
  world.ports = intercepted(world.ports, ({ name }) => {
    if (name !== step || isRefused) return;
    isRefused = true;
    throw new Fault(`${step} was refused`);
  });
  return () => isRefused;
}

const settings = { slots: 1, slotSeconds: 3600, tickSeconds: 5, graceSeconds: 10, holdSeconds: 60 };

async function adaIsInAndBobWaits(): Promise<World> {
  const world = await openWorld(settings);
  await world.join("ada", "bob");
  await world.settle();
  return world;
}

test.each(["ledger.detach", "ledger.markAway", "ledger.removeConnection"])(
  "V5 a visitor who closed the tab is a no-show, although %s was refused once",
  async (step) => {
    const world = await adaIsInAndBobWaits();
    const isRefused = refuseOnce(world, step);
    await world.disconnect("ada");
    await world.wait(60);
    expect(isRefused()).toBe(true);
    expect((await world.ticket("ada"))?.status).toBe("noshow");
    expect(world.heard("bob", "turn")).toHaveLength(1);
  },
);

test("V5 a visitor whose dead connection a tick found is a no-show, although detaching it was refused once", async () => {
  const world = await adaIsInAndBobWaits();
  world.sockets.close("ada#1");
  const isRefused = refuseOnce(world, "ledger.detach");
  await world.wait(60);
  expect(isRefused()).toBe(true);
  expect((await world.ticket("ada"))?.status).toBe("noshow");
});

test("V5 a visitor is a no-show, although a copy of the join took the hint back after the tab was closed", async () => {
  const world = await adaIsInAndBobWaits();
  const services = world.ports;
  const slow = heldBack(services, "ledger.markAway");
  world.ports = slow.ports;
  const arrival = { kind: "socket", connection: "ada#1" } as const;
  world.lobby.put({ kind: "join", room: "demo", key: "ada", arrival, sentAtMs: world.clock.nowMs() });
  const again = world.register();
  await slow.reached;
  world.ports = services;
  await world.disconnect("ada");
  slow.letGo();
  await again;
  await world.wait(60);
  expect((await world.ticket("ada"))?.status).toBe("noshow");
});

test("P1 one who waits and closed the tab is away, although detaching was refused once", async () => {
  const world = await adaIsInAndBobWaits();
  const isRefused = refuseOnce(world, "ledger.detach");
  await world.disconnect("bob");
  await world.wait(60);
  expect(isRefused()).toBe(true);
  expect((await world.ticket("bob"))?.connections).toEqual([]);
});

test("P7 a tab that joins with another key leaves the place that it showed, although that was refused once", async () => {
  const world = await adaIsInAndBobWaits();
  const isRefused = refuseOnce(world, "ledger.detach");
  world.clock.advance(10);
  const arrival = { kind: "socket", connection: "bob#1" } as const;
  world.lobby.put({ kind: "join", room: "demo", key: "bob2", arrival, sentAtMs: world.clock.nowMs() });
  await world.register();
  await world.wait(30);
  expect(isRefused()).toBe(true);
  expect((await world.ports.ledger.readTicket(world.line, 2))?.connections).toEqual([]);
});

test("P6 one who leaves the line hears it, and no tick after it, although the push was refused once", async () => {
  const world = await adaIsInAndBobWaits();
  const isRefused = refuseOnce(world, "sockets.send");
  await world.leave("bob");
  await world.wait(30);
  expect(isRefused()).toBe(true);
  expect(world.heard("bob", "end")).toHaveLength(1);
  const ticks = world.heard("bob", "tick").length;
  await world.wait(30);
  expect(world.heard("bob", "tick")).toHaveLength(ticks);
});

/** Ada's visit begins between the reset's first look at the slots and the new run; the reset dies right after that. */
async function resetIsCutOff(): Promise<World> {
  const world = await openWorld(settings);
  await world.join("ada");
  const services = world.ports;
  const slow = heldBack(services, "ledger.claim");
  const using = world.use(must(world.turns.receive()[0]), slow.ports);
  await slow.reached;
  let writes = 0;
  world.ports = intercepted(services, async ({ name }) => {
    if (name === "ledger.writeRoom") writes += 1;
    if (name === "ledger.writeRoom" && writes === 2) {
      world.ports = services;
      slow.letGo();
      await using;
      await world.runVisits();
    }
    if (name === "ledger.listSlots" && writes === 2) throw new Fault("the process was restarted");
  });
  await world.reset().catch((error) => expect(error).toBeInstanceOf(Fault));
  world.ports = services;
  expect(world.heard("ada", "turn")).toHaveLength(1);
  return world;
}

const adasEnd = async (world: World) =>
  (await world.ports.ledger.readTicket({ room: "demo", run: 1 }, 1))?.status;

test("R3 a reset that was cut off and is made again ends the visits of the run before, too", async () => {
  const world = await resetIsCutOff();
  await world.reset();
  await world.settle();
  expect(await adasEnd(world)).toBe("left");
});

test("R3 after a reset that was cut off, a tick of the older run ends the visits that are left", async () => {
  const world = await resetIsCutOff();
  await roomWithoutTicks(world.ports, { room: "demo", run: 1 });
  await world.settle();
  expect(await adasEnd(world)).toBe("left");
});

test("A6 a handler that was overtaken drops no claim but the one that it dealt with", async () => {
  const world = await openWorld({ slots: 1 });
  const { line, ports: services } = world;
  await world.join("ada");
  await world.disconnect("ada");
  const turn = must(world.turns.receive()[0]);
  const claim = (messageId: string) =>
    services.ledger.claim(line, 0, { messageId, nowMs: world.clock.nowMs(), issued: 1 });
  await claim(turn.messageId);
  await world.change({ state: "paused" });
  const slow = heldBack(services, "ledger.dropClaim");
  const overtaken = world.use(turn, slow.ports);
  await slow.reached;
  // Another delivery deals with the claim; Ada comes back, and another turn claims her number again.
  await services.ledger.dropClaim(line, 0, 1, world.clock.nowMs());
  world.clock.advance(5000);
  await world.join("ada");
  await claim("another");
  slow.letGo();
  await overtaken;
  expect((await world.gate()).claims.get(0)).toMatchObject({ number: 1, messageId: "another" });
});
