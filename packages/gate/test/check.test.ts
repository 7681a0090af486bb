import { afterAll, beforeAll, expect, test } from "vitest";
import { createGate, type GateOptions } from "../src/index.ts";
import { type RealFairline, startRealFairline } from "./support/room.ts";
import { type Site, startSite } from "./support/site.ts";

/** What a site that starts may learn before its first visitor does. */

let fairline: RealFairline;
let other: Site;

const origin = "https://shop.example";

beforeAll(async () => {
  const turns = { slots: 1, slotSeconds: 60 };
  fairline = await startRealFairline({
    sale: { ...turns, returnAddresses: [`${origin}/`, "https://other.example/"] },
    nowhere: turns,
    elsewhere: { ...turns, returnAddresses: ["https://other.example/shop/"] },
  });
  other = await startSite();
  other.gate = createGate({ url: fairline.url, room: "sale", protect: ["/protected"] });
});
afterAll(async () => {
  await fairline.stop();
  await other.stop();
});

function check(options: Partial<GateOptions>) {
  return createGate({ url: fairline.url, room: "sale", onTrouble: unheard, ...options }).check();
}
const unheard = () => {
  throw new Error("A check is no trouble.");
};

test("a site whose room is there and leads back to it has nothing to mend", async () => {
  expect(await check({})).toEqual([]);
  expect(await check({ origin })).toEqual([]);
});

test("a Fairline that nobody answers for is found, once for all rooms", async () => {
  const room = ["a", "b"].map((name) => ({ room: name, protect: ["/*"] }));
  expect(await check({ url: "http://127.0.0.1:9", room })).toEqual([
    { kind: "unreachable", says: "Nobody answers at http://127.0.0.1:9." },
  ]);
});

test("a server that is no Fairline is not blamed for having no room", async () => {
  expect(await check({ url: other.url })).toEqual([
    { kind: "not_fairline", says: `What answers at ${other.url} is no Fairline: status 200.` },
  ]);
});

test("a room that is not there is found", async () => {
  expect(await check({ room: "sales" })).toEqual([
    { kind: "unknown_room", room: "sales", says: `Fairline at ${fairline.url} has no room sales.` },
  ]);
});

test("a room that leads nowhere is found, and one that leads elsewhere first, where the site says its origin", async () => {
  const room = ["sale", "nowhere", "elsewhere"].map((name) => ({ room: name, protect: ["/*"] }));
  const nowhere = (address: string) => ({
    kind: "no_return",
    room: "nowhere",
    says: `The room nowhere has no returnAddresses: it will send nobody back to this site. In Fairline's folder: npm run room -- set return-addresses=${address} --room nowhere`,
  });
  expect(await check({ room })).toMatchObject([nowhere("...")]);
  const elsewhere = {
    kind: "returns_elsewhere",
    room: "elsewhere",
    returnTo: "https://other.example/shop/",
    says: "The first of the room elsewhere's returnAddresses is https://other.example/shop/. Visitors come back here only if https://shop.example/ is among the others.",
  };
  expect(await check({ room, origin })).toMatchObject([nowhere("https://shop.example/"), elsewhere]);
});
