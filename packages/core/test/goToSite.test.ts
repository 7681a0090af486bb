import { expect, test } from "vitest";
import { type Bearer, leaveForSite, limits, renew } from "../src/index.ts";
import { breaksAtRest, openWorld, plainPasses, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const site = "https://shop.example/";
const { readPass } = plainPasses();
const renewed = (world: World, bearer: Bearer) => renew(world.ports, world.line, bearer);

/** Ada has the slot for a minute, Bob waits. */
async function adaIsIn(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 60, returnAddresses: [site], ...settings });
  await world.join("ada", "bob");
  await world.settle();
  expect(world.heard("ada", "turn")).toHaveLength(1);
  return world;
}

/** The code that the page goes to the site with. */
async function codeFor(world: World, key: string, device: string): Promise<string> {
  const departure = await world.leaveForSite(key, device);
  if (departure.kind !== "leaves") throw new Error(departure.kind);
  return must(new URL(departure.location).searchParams.get("fairline-code") ?? undefined);
}

test("G1 nobody gets a code for an address that the room does not allow", async () => {
  const world = await adaIsIn();
  for (const address of ["https://evil.example/", "https://shop.example@evil.example/", "/", ""])
    expect(await world.leaveForSite("ada", "phone", address)).toEqual({ kind: "not allowed" });
  await world.change({ returnAddresses: [] });
  expect(await world.leaveForSite("ada", "phone")).toEqual({ kind: "not allowed" });
});

test("G2 during the visit the page is sent to the site with a code, as often as it asks", async () => {
  const world = await adaIsIn();
  const departure = await world.leaveForSite("ada", "phone", "https://shop.example/sale?a=1");
  expect(departure).toEqual({
    kind: "leaves",
    location: "https://shop.example/sale?a=1&fairline-code=site-1",
    expiresAtMs: world.clock.nowMs() + limits.codeSeconds * 1000,
  });
  expect(await codeFor(world, "ada", "phone")).toBe("site-2");
});

test("G2 who waits, is being called, or is gone gets no code", async () => {
  const world = await adaIsIn();
  expect(await world.leaveForSite("bob", "phone")).toEqual({ kind: "over" });
  await world.change({ confirm: true, slots: 2 });
  await world.wait(5);
  expect(world.heard("bob", "call")).toHaveLength(1);
  expect(await world.leaveForSite("bob", "phone")).toEqual({ kind: "over" });
  await world.leave("ada");
  expect(await world.leaveForSite("ada", "phone")).toEqual({ kind: "over" });
});

test("G2 after the visit's end there is no code, to the millisecond", async () => {
  const world = await adaIsIn();
  const { expiresAtMs = 0 } = must(await world.ticket("ada"));
  world.clock.advance(expiresAtMs - world.clock.nowMs() - 1);
  expect((await world.leaveForSite("ada", "phone")).kind).toBe("leaves");
  world.clock.advance(1);
  expect(await world.leaveForSite("ada", "phone")).toEqual({ kind: "over" });
});

test("G3 a code brings a pass that is bound to the device, until the visit's end", async () => {
  const world = await adaIsIn();
  const arrival = await world.arriveAtSite(await codeFor(world, "ada", "phone"), "phone");
  const { expiresAtMs = 0 } = must(await world.ticket("ada"));
  if (arrival.kind !== "arrived") throw new Error(arrival.kind);
  expect(arrival.expiresAtMs).toBe(expiresAtMs);
  expect(readPass(arrival.pass)).toEqual({ line: world.line, number: 1, expiresAtMs, device: "phone" });
});

test("G3 a code that is brought twice at the same moment brings one pass", async () => {
  const world = await adaIsIn();
  const code = await codeFor(world, "ada", "phone");
  const arrivals = await Promise.all([1, 2, 3].map(() => world.arriveAtSite(code, "phone")));
  expect(arrivals.map(({ kind }) => kind).sort()).toEqual(["arrived", "code over", "code over"]);
  expect(await world.arriveAtSite(code, "phone")).toEqual({ kind: "code over" });
});

test("G3 a code that is brought for another device is used up by that", async () => {
  const world = await adaIsIn();
  const code = await codeFor(world, "ada", "phone");
  expect(await world.arriveAtSite(code, "thief")).toEqual({ kind: "code over" });
  expect(await world.arriveAtSite(code, "phone")).toEqual({ kind: "code over" });
});

test.each([
  ["in time", limits.codeSeconds * 1000, "arrived"],
  ["too late", limits.codeSeconds * 1000 + 1, "code over"],
])("G2, G3 a code that is brought %s", async (_, ms, kind) => {
  const world = await adaIsIn({ slotSeconds: 600 });
  const code = await codeFor(world, "ada", "phone");
  world.clock.advance(ms);
  expect((await world.arriveAtSite(code, "phone")).kind).toBe(kind);
});

test("G3 a code is nothing in another run, and an unknown one is nothing anywhere", async () => {
  const world = await adaIsIn();
  expect(await world.arriveAtSite("guessed", "phone")).toEqual({ kind: "code over" });
  const code = await codeFor(world, "ada", "phone");
  await world.reset();
  expect(await world.arriveAtSite(code, "phone")).toEqual({ kind: "code over" });
});

test("G3 a code is good for nothing when the visit has ended on the way", async () => {
  const world = await adaIsIn();
  const code = await codeFor(world, "ada", "phone");
  await world.leave("ada");
  expect(await world.arriveAtSite(code, "phone")).toEqual({ kind: "over" });
});

test("G3 a pass that is bound to a device makes codes for that one alone", async () => {
  const world = await adaIsIn();
  const from = async (challenge: string) =>
    leaveForSite(
      world.ports,
      world.line,
      await world.room(),
      { number: 1, device: "phone" },
      {
        ...{ returnTo: site, code: `for ${challenge}` },
        challenge,
      },
    );
  expect(await from("thief")).toEqual({ kind: "another device" });
  expect(await world.arriveAtSite("for thief", "thief")).toEqual({ kind: "code over" });
  expect((await from("phone")).kind).toBe("leaves");
});

test.each(["closes the page", "never came back to it", "polls no more"])(
  "G4 one who has arrived at the site and %s is no no-show",
  async (how) => {
    const world = await adaIsIn({ graceSeconds: 5, slotSeconds: 120 });
    if (how === "never came back to it") await world.disconnect("ada");
    if (how === "polls no more") {
      await world.disconnect("ada");
      await world.poll("ada");
    }
    await world.arriveAtSite(await codeFor(world, "ada", "phone"), "phone");
    await world.disconnect("ada");
    await world.wait(115);
    expect(await world.ticket("ada")).toMatchObject({ status: "admitted" });
    await world.wait(10);
    expect(await world.ticket("ada")).toMatchObject({ status: "expired" });
    expect(world.heard("bob", "turn")).toHaveLength(1);
    expect(await breaksAtRest(world)).toEqual([]);
  },
);

test("V5, G4 one who only asked for a code, and did not arrive, is a no-show", async () => {
  const world = await adaIsIn({ graceSeconds: 5, slotSeconds: 120 });
  await codeFor(world, "ada", "phone");
  await world.disconnect("ada");
  await world.wait(12);
  expect(await world.ticket("ada")).toMatchObject({ status: "noshow" });
});

test("G4 one who looks at the room's page again, and closes it, is still at the site", async () => {
  const world = await adaIsIn({ graceSeconds: 5, slotSeconds: 120 });
  await world.arriveAtSite(await codeFor(world, "ada", "phone"), "phone");
  await world.disconnect("ada");
  await world.wait(20);
  await world.join("ada");
  await world.poll("ada");
  await world.disconnect("ada");
  await world.wait(60);
  expect(await world.ticket("ada")).toMatchObject({ status: "admitted" });
});

test("G5 a pass is renewed with the visit's end as it is now, for the device that it was for", async () => {
  const world = await adaIsIn();
  const { expiresAtMs = 0 } = must(await world.ticket("ada"));
  for (const device of ["phone", undefined]) {
    const renewal = await renewed(world, { number: 1, device });
    if (renewal.kind !== "renewed") throw new Error(renewal.kind);
    expect(renewal.expiresAtMs).toBe(expiresAtMs);
    const bound = device === undefined ? {} : { device };
    expect(readPass(renewal.pass)).toEqual({ line: world.line, number: 1, expiresAtMs, ...bound });
  }
});

test.each<[string, (world: World) => Promise<unknown>]>([
  ["ended by the visitor", (world) => world.leave("ada")],
  ["ended by an operator", (world) => world.endVisit("ada")],
  ["ended by its time", async (world) => world.clock.advance(60_000)],
])("G5 a pass of a visit that was %s is not renewed", async (_, end) => {
  const world = await adaIsIn();
  expect((await renewed(world, { number: 1 })).kind).toBe("renewed");
  await end(world);
  expect(await renewed(world, { number: 1 })).toEqual({ kind: "over" });
});

test("G5 whoever waits, or never was, has no pass to renew", async () => {
  const world = await adaIsIn();
  for (const number of [2, 99]) expect(await renewed(world, { number })).toEqual({ kind: "over" });
});
