import { expect, test } from "vitest";
import { limits } from "../src/index.ts";
import { breaksAtRest, crashing, Fault, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

/** Zoe has the slot, Ada waits in two tabs, Bob behind her. */
async function adaWaits(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 600, ...settings });
  await world.join("zoe", "ada", "bob");
  await world.join("ada");
  await world.settle();
  return world;
}

test("M1 the key that brings the code has the place, with the same number", async () => {
  const world = await adaWaits();
  expect(await world.takeOver(await world.offer("ada"), "phone")).toMatchObject({
    kind: "moved",
    ticket: { number: 2, key: "phone", status: "waiting" },
  });
  await world.join("phone");
  await world.leave("zoe");
  await world.settle();
  expect(must(world.heard("phone", "ticket").at(-1))).toMatchObject({ number: 2 });
  expect(world.heard("phone", "turn")).toMatchObject([{ number: 2 }]);
});

test("M1 a code is good for one device; to the same one it says the same again", async () => {
  const world = await adaWaits();
  const code = await world.offer("ada");
  const first = await world.takeOver(code, "phone");
  expect(await world.takeOver(code, "stranger")).toEqual({ kind: "over" });
  expect(await world.takeOver(code, "phone")).toMatchObject(first);
  expect(await world.ticket("phone")).toMatchObject({ key: "phone", number: 2 });
});

test("M1 of two devices that bring the code at once, one has the place", async () => {
  const world = await adaWaits();
  const code = await world.offer("ada");
  const taken = await Promise.all(["phone", "tablet"].map((key) => world.takeOver(code, key)));
  expect(taken.map(({ kind }) => kind).sort()).toEqual(["moved", "over"]);
});

test.each([
  ["in time", limits.handoverSeconds, "moved"],
  ["a second too late", limits.handoverSeconds + 1, "over"],
])("M1 a code that is brought %s", async (_, seconds, kind) => {
  const world = await adaWaits();
  const code = await world.offer("ada");
  world.clock.advance(seconds * 1000);
  expect((await world.takeOver(code, "phone")).kind).toBe(kind);
});

test("M1 an unknown code is good for nothing", async () => {
  const world = await adaWaits();
  expect(await world.takeOver("guessed", "phone")).toEqual({ kind: "over" });
});

test("M1 who is in a visit, or gone, has no place to hand over, whenever the code was made", async () => {
  const world = await adaWaits();
  const [ofAda, ofBob] = [await world.offer("ada"), await world.offer("bob")];
  await world.leave("bob");
  await world.leave("zoe");
  await world.settle();
  expect(world.heard("ada", "turn").length).toBeGreaterThan(0);
  for (const code of [ofAda, ofBob, await world.offer("ada")])
    expect(await world.takeOver(code, "phone")).toEqual({ kind: "over" });
});

test("M1 who is being called may hand the place over, and the other device answers the call", async () => {
  const world = await openWorld({ slots: 1, confirm: true });
  await world.join("ada");
  await world.settle();
  expect((await world.takeOver(await world.offer("ada"), "phone")).kind).toBe("moved");
  await world.join("phone");
  expect(must(world.heard("phone", "ticket")[0]).confirmBy).toBe(
    must(world.heard("ada", "call")[0]).confirmBy,
  );
  await world.confirm("phone");
  expect(world.heard("phone", "turn")).toHaveLength(1);
  expect(world.heard("ada", "turn")).toEqual([]);
});

test("M2 every tab of the former holder hears that the place has moved, and nothing more", async () => {
  const world = await adaWaits();
  await world.takeOver(await world.offer("ada"), "phone");
  expect(world.heard("ada", "moved")).toEqual(Array(2).fill({ type: "moved", room: "demo", number: 2 }));
  const before = world.heard("ada").length;
  await world.leave("zoe");
  await world.wait(10);
  expect(world.heard("ada")).toHaveLength(before);
});

test("M2 a key whose place has moved neither comes back to it nor gives it up", async () => {
  const world = await adaWaits();
  await world.takeOver(await world.offer("ada"), "phone");
  await world.join("ada");
  expect(world.heard("ada", "moved")).toHaveLength(3);
  await world.leave("ada");
  expect(await world.ticket("phone")).toMatchObject({ status: "waiting", connections: [] });
  await world.join("phone");
  expect(await world.ticket("phone")).toMatchObject({ connections: ["phone#1"] });
});

test("M2 a tab that comes back in the moment of the move does not share the place", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await adaWaits();
    const code = await world.offer("ada");
    const services = world.ports;
    let steps = 0;
    world.ports = {
      ...services,
      ledger: new Proxy(services.ledger, {
        get(ledger, name) {
          const step = Reflect.get(ledger, name) as (...given: unknown[]) => unknown;
          return async (...given: unknown[]) => {
            steps += 1;
            if (steps === atStep) {
              world.ports = services;
              await world.takeOver(code, "phone");
            }
            return step.apply(ledger, given);
          };
        },
      }),
    };
    await world.join("ada");
    world.ports = services;
    if (steps < atStep) return expect(atStep).toBeGreaterThan(5);
    await world.settle();
    const ticket = must(await world.ticket("phone"));
    expect([atStep, ticket.key, ticket.connections]).toEqual([atStep, "phone", []]);
    expect(world.heard("ada", "moved").length).toBeGreaterThan(1);
  }
});

test("M2 who leaves in the moment of the move gives up nothing that is another's by now", async () => {
  const world = await openWorld({ slots: 1, confirm: true });
  await world.join("ada");
  await world.settle();
  const code = await world.offer("ada");
  const services = world.ports;
  world.ports = intercepted(services, async ({ name, args }) => {
    const [, , when] = args as Parameters<typeof services.ledger.endTicket>;
    if (name !== "ledger.endTicket" || when.from !== "admitted") return;
    world.ports = services;
    await world.takeOver(code, "phone");
  });
  await world.leave("ada");
  expect(await world.ticket("phone")).toMatchObject({ key: "phone", status: "admitted" });
  await world.confirm("phone");
  expect(must(await world.ticket("phone")).openedAtMs).toBeDefined();
});

test("M2 a key that has a place of its own cannot take another", async () => {
  const world = await adaWaits();
  expect(await world.takeOver(await world.offer("ada"), "bob")).toEqual({ kind: "key is taken" });
  expect(await world.ticket("ada")).toMatchObject({ key: "ada" });
});

test("M2 a move that crashed anywhere leaves one holder, and is finished when it is asked for again", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await adaWaits();
    const code = await world.offer("ada");
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.takeOver(code, "phone").catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    expect(must(await world.ticket("ada")).key).toMatch(/^(ada|phone)$/);
    expect(await world.takeOver(code, "phone")).toMatchObject({ kind: "moved", ticket: { key: "phone" } });
    await world.join("phone");
    await world.leave("zoe");
    await world.settle();
    expect(world.heard("phone", "turn")).toHaveLength(1);
    expect(await breaksAtRest(world)).toEqual([]);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(4);
  }
});

test("M2 a tab whose join crashed in the moment of the move does not share the place when the join comes again", async () => {
  const world = await adaWaits();
  const code = await world.offer("ada");
  const services = world.ports;
  let hasMoved = false;
  world.ports = intercepted(services, async ({ name }) => {
    if (hasMoved) throw new Fault("its handler has crashed");
    if (name !== "ledger.attach") return;
    world.ports = services;
    await world.takeOver(code, "phone");
    hasMoved = true;
  });
  await world.join("ada");
  world.ports = services;
  expect(hasMoved).toBe(true);
  world.clock.advance(30_000);
  await world.register();
  expect(must(await world.ticket("phone")).connections).toEqual([]);
  await world.join("phone");
  await world.leave("zoe");
  await world.settle();
  expect(world.heard("phone", "turn")).toHaveLength(1);
  expect(world.heard("ada", "turn")).toEqual([]);
});
