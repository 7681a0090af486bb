import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGate, type Gate } from "../src/index.ts";
import { protect, requestOf } from "../src/next.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";

const clock = testClock();
const site = "https://shop.example";
const device = "d".repeat(43);
const challenge = createHash("sha256").update(device).digest("base64url");

let fairline: FakeFairline;
let gate: Gate;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
  gate = createGate({ url: fairline.url, room: "shop", nowMs: clock.nowMs, complete: ["/paid"] });
});
afterAll(() => fairline.stop());

/** Tells what Next would be told: that the request goes on, with these headers. */
const proxy = () =>
  protect(gate, (headers) =>
    Response.json(Object.fromEntries(headers), { headers: { "x-middleware-next": "1" } }),
  );

function pageRequest(path: string, pass: string): Request {
  const cookie = `__Host-fairline-device=${device}; __Host-fairline-shop=${pass}`;
  return new Request(site + path, {
    headers: { accept: "text/html", cookie, "fairline-visit": "forged", "fairline-x": "forged" },
  });
}

test("with a visit: Next goes on, and the page finds the visit in its headers", async () => {
  const visit = fairline.admit();
  const answer = await proxy()(pageRequest("/", await fairline.passOf(visit, challenge)));
  expect(answer.headers.get("x-middleware-next")).toBe("1");
  const headers = (await answer.json()) as Record<string, string>;
  expect(headers["fairline-visit"]).toBe(`shop ${visit.number} ${new Date(visit.endsAtMs).toISOString()}`);
  expect(headers).not.toHaveProperty("fairline-x");
});

test("without one: to the room", async () => {
  const answer = await proxy()(pageRequest("/", ""));
  expect([answer.status, answer.headers.has("x-middleware-next")]).toEqual([302, false]);
});

test("back from the room: a whole address, for Next fails on any other", async () => {
  const code = fairline.codeFor(fairline.admit(), challenge);
  const answer = await proxy()(pageRequest(`/sale?a=1&fairline-code=${code}`, ""));
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${site}/sale?a=1`]);
});

test("a path that ends the visit: not yet, for nothing has been answered", async () => {
  const visit = fairline.admit();
  await proxy()(pageRequest("/paid", await fairline.passOf(visit, challenge)));
  expect(visit.isOver).toBe(false);
});

test("a server action has headers alone: they are enough to end the visit", async () => {
  const visit = fairline.admit();
  const { headers } = pageRequest("/", await fairline.passOf(visit, challenge));
  headers.set("host", "shop.example");
  headers.set("x-forwarded-proto", "https");
  expect((await gate.complete(requestOf(headers))).kind).toBe("completed");
  expect(visit.isOver).toBe(true);
});

// biome-ignore format: a table
test.each([
  ["https",        "shop.example",           "https://shop.example/"],
  ["https,http",   "shop.example",           "https://shop.example/"],
  ["http, https",  "shop.example:3000",      "http://shop.example:3000/"],
  [undefined,      "shop.example",           "https://shop.example/"],
  ["ftp",          "shop.example",           "https://shop.example/"],
  ["",             "shop.example/about?",    "https://shop.example/"],
  ["https",        "a b",                    "https://localhost/"],
  ["https",        undefined,                "https://localhost/"],
])("a server action's request by x-forwarded-proto %j and host %j: %s", (proto, host, address) => {
  const headers = new Headers();
  if (proto !== undefined) headers.set("x-forwarded-proto", proto);
  if (host !== undefined) headers.set("host", host);
  expect(requestOf(headers).url).toBe(address);
});
