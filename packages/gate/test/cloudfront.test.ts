import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudFrontFunction, createDesk } from "../src/cloudfront.ts";
import { functionBytesMax } from "../src/cloudfront-function.ts";
import { createGate, type GateOptions } from "../src/index.ts";
import { addressOf } from "../src/target.ts";
import { functionRequest } from "./sites/cloudfront.ts";
import { runFunction } from "./sites/runtime.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";

const clock = testClock();
const site = "https://shop.example";
const device = "d".repeat(43);
const challenge = createHash("sha256").update(device).digest("base64url");
const keyA = { id: "a", secret: "a-secret-of-the-tests-for-stamps-1" } as const;
const keyB = { id: "b", secret: "b-secret-of-the-tests-for-stamps-2" } as const;
/** Something else in the store, which may be known to anybody. */
const otherEntry = "something-else-that-stands-in-the-store";
const bothKeys = {
  "fairline-key-a": keyA.secret,
  "fairline-key-b": keyB.secret,
  "fairline-key-other": otherEntry,
};

let fairline: FakeFairline;
let options: GateOptions;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
  options = { url: fairline.url, room: "shop", nowMs: clock.nowMs };
});
afterAll(() => fairline.stop());

/** Asks the function as a browser with these cookies does. */
function ask(
  path: string,
  cookies: Readonly<Record<string, string>>,
  store: Readonly<Record<string, string>> = bothKeys,
  of: GateOptions = options,
) {
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  const request = new Request(site, { headers: { accept: "text/html", cookie: cookie.join("; ") } });
  const asked = { ...functionRequest(request), uri: path };
  return runFunction(cloudFrontFunction(of), asked, { store, nowMs: clock.nowMs });
}

const isLetIn = (answer: Awaited<ReturnType<typeof ask>>) => !("statusCode" in answer);

interface Forgery {
  readonly alg?: string;
  readonly kid?: string;
  readonly secret?: string;
  readonly room?: string;
  readonly seconds?: number;
}

function stampBy({ alg = "HS256", kid = "a", secret = keyA.secret, room = "shop", seconds = 30 }: Forgery) {
  return new SignJWT({ number: 3, until: "2030-01-31T09:10:00.000Z", device: challenge })
    .setProtectedHeader({ alg, kid })
    .setAudience(room)
    .setExpirationTime(Math.floor(clock.nowMs() / 1000) + seconds)
    .sign(new TextEncoder().encode(secret));
}

const withStamp = (stamp: string) => ({
  "__Host-fairline-device": device,
  "__Host-fairline-stamp.shop": stamp,
});

describe("The function's code", () => {
  test("is small enough for CloudFront, with room for paths", () => {
    expect(cloudFrontFunction(options).length).toBeLessThan(functionBytesMax * 0.8);
  });

  test("with more paths than CloudFront takes: refused here, with both sizes", () => {
    const protect = Array.from({ length: 200 }, (_, i) => `/a-path-that-takes-its-room/${i}/*`);
    expect(() => cloudFrontFunction({ ...options, protect })).toThrow(
      /has \d+ bytes; CloudFront takes 10240/,
    );
  });

  // What AWS does not list, or njs 0.7.9, an engine with the same limits, refused when the code was tried in it.
  test.each([
    ["classes", /\bclass\s/],
    ["spread and rest", /\.\.\./],
    ["destructuring", /(?:const|let)\s*[[{]/],
    ["for-of", /\bfor\s*\([^)]*\bof\b/],
    ["optional chaining", /\?\./],
    ["functions that wait within others", /async\s*\(|async\s+\w+\s*=>/],
    ["Set, Map, URL, timers", /\b(?:new Set|new Map|new URL|setTimeout)\b|\bfetch\(/],
    ["regular expressions that only V8 reads", /\[\^\]|\\0|\(\?<[=!]/],
    ["code made of text", /\beval\b|new Function/],
  ])("has no %s: the runtime does not know them", (_, unknown) => {
    expect(cloudFrontFunction(options)).not.toMatch(unknown);
  });
});

describe("The function reads paths as the gate does", () => {
  const rooms = {
    room: [
      { room: "shop", protect: ["/sale/*", "/buy*"] },
      { room: "tickets", protect: ["/tickets", "/caf%C3%A9/*"] },
    ],
    bypass: { paths: ["/sale/about", "/sale/open/*"] },
  };

  test.each([
    ["/"],
    ["/sale"],
    ["/sale/"],
    ["/sales"],
    ["/SALE/x"],
    ["/%73ale/x"],
    ["/%2573ale/x"],
    ["/sale%2fx"],
    ["//sale//x"],
    ["/\\sale/x"],
    ["/x/%2e%2e/sale/x"],
    ["/sale;a=1/x"],
    ["/ｓale/x"],
    ["/sale/%zz"],
    ["/%ff%73ale"],
    ["/sale/about"],
    ["/sale/about/"],
    ["/sale/open/x"],
    ["/sale/open/%2e%2e/x"],
    ["/sale/app.js"],
    ["/sale/app.js/x"],
    ["/sale/x;.js"],
    ["/buying"],
    ["/tickets"],
    ["/tickets/x"],
    ["/%63af%C3%A9/x"],
    ["/about/x%2fy"],
    ["/about/x%3fy"],
    ["/about/%c0%ae"],
    ["/about/100%25"],
    ["/about;a=1/x"],
    ["//h/sale/x"],
    ["///h/x"],
    ["/sale/a%2fb"],
    ["/sale%2ftickets"],
    ["/tickets;a=1"],
    ["/about/100%20x"],
    ["/%09sale/x"],
    ["/sa%0Ale/x"],
    ["/about/x%7f"],
    ["/about/x%c2%85"],
    ["/sale%20/x"],
    ["/sale%20"],
    ["/sale%20;a=1"],
    ["/sale%c2%a0"],
  ])("%s", async (path) => {
    const both = { ...options, ...rooms };
    const decision = await createGate({ ...both, origin: site }).decide(new Request(addressOf(site, path)));
    const answer = await ask(path, {}, bothKeys, both);
    expect(isLetIn(answer)).toBe(decision.kind === "open");
    const isUnclear = decision.kind === "answered" && decision.why === "unclear_path";
    expect("statusCode" in answer && answer.statusCode === 400).toBe(isUnclear);
  });

  test.each([
    ["//h/sale/x"],
    ["/\\h/sale/x"],
    ["/shop/b%2fc/../sale"],
    ["/x%3f/../sale/x"],
    ["/x%23/../sale/x"],
    ["/x%00/../sale/x"],
    ["/x%253f/../sale/x"],
    ["/%09sale/x"],
    ["/sale%20"],
    ["/x%3f%2f..%2fsale/x"],
    ["/x//../sale/x"],
    ["/%63af%C3%A9/x"],
  ])("a disguise that CloudFront sends on as it is: %s is protected", async (path) => {
    expect(isLetIn(await ask(path, {}, bothKeys, { ...options, ...rooms }))).toBe(false);
  });

  test.each([
    ["/sale/x", false],
    ["/sale/a%2fb", false],
    ["//x/tickets", true],
    ["/\\x/tickets", true],
    ["/sale/../tickets", true],
    ["/sale/%2e%2e/tickets", true],
    ["/sale/..;/tickets", true],
    ["/sale/..%2f..%2ftickets", true],
    ["/x%3f/../tickets", true],
    ["/%2574ickets", true],
    ["/files/a%2fb", true],
  ])("with a stamp of the first of two rooms, %s: refused: %s", async (path, isRefused) => {
    const answer = await ask(path, withStamp(await stampBy({})), bothKeys, { ...options, ...rooms });
    if (isRefused) expect(answer).toMatchObject({ statusCode: 400 });
    else expect(isLetIn(answer)).toBe(true);
  });

  test("a path with dots that leads out of what is open: protected, as CloudFront sends it on as it is", async () => {
    expect(isLetIn(await ask("/sale/open/../x", {}, bothKeys, { ...options, ...rooms }))).toBe(false);
    expect(isLetIn(await ask("/.fairline/../sale/x", {}, bothKeys, { ...options, ...rooms }))).toBe(false);
  });
});

describe("The function in front of a room called device", () => {
  function askAsApp(cookies: Readonly<Record<string, string>>) {
    const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
    const request = new Request(site, { headers: { accept: "application/json", cookie: cookie.join("; ") } });
    const code = cloudFrontFunction({ ...options, room: "device" });
    return runFunction(code, functionRequest(request), { store: bothKeys, nowMs: clock.nowMs });
  }

  test("an app with a device's cookie and no pass: refused, and not sent to the desk", async () => {
    expect(await askAsApp({ "__Host-fairline-device": device })).toMatchObject({ statusCode: 401 });
  });

  test("an app with the room's pass: sent to the desk", async () => {
    const cookies = { "__Host-fairline-device": device, "__Host-fairline-room.device": "a-pass" };
    expect(await askAsApp(cookies)).toMatchObject({ statusCode: 307 });
  });
});

describe("A stamp", () => {
  test("of the desk's key: lets this device in", async () => {
    expect(isLetIn(await ask("/", withStamp(await stampBy({}))))).toBe(true);
  });

  test.each<[string, Forgery]>([
    ["of another key", { secret: "another-secret-that-is-long-enough" }],
    ["of the other key's name", { kid: "b" }],
    ["of a key that is no key of stamps", { kid: "other", secret: otherEntry }],
    ["of another algorithm", { alg: "HS512" }],
    ["of another room", { room: "tickets" }],
    ["that is over", { seconds: -1 }],
  ])("%s: lets nobody in", async (_, forgery) => {
    expect(isLetIn(await ask("/", withStamp(await stampBy(forgery))))).toBe(false);
  });

  test("without a signature (alg: none): lets nobody in", async () => {
    const [, claims] = (await stampBy({})).split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", kid: "a" })).toString("base64url");
    expect(isLetIn(await ask("/", withStamp(`${none}.${claims}.`)))).toBe(false);
  });

  test("on another device: lets nobody in", async () => {
    const cookies = { ...withStamp(await stampBy({})), "__Host-fairline-device": "e".repeat(43) };
    expect(isLetIn(await ask("/", cookies))).toBe(false);
  });

  test("without a device: lets nobody in", async () => {
    const exp = Math.floor(clock.nowMs() / 1000) + 30;
    const stamp = await new SignJWT({ number: 3, until: "2030-01-31T09:10:00.000Z" })
      .setProtectedHeader({ alg: "HS256", kid: "a" })
      .setAudience("shop")
      .setExpirationTime(exp)
      .sign(new TextEncoder().encode(keyA.secret));
    expect(isLetIn(await ask("/", withStamp(stamp)))).toBe(false);
  });

  test("whose cookies have small letters, as CloudFront may make them: lets this device in", async () => {
    const stamp = await stampBy({});
    const cookies = Object.entries(withStamp(stamp)).map(([name, value]) => [name.toLowerCase(), value]);
    expect(isLetIn(await ask("/", Object.fromEntries(cookies)))).toBe(true);
  });

  test("cookie injection: what another host of the domain may set is neither believed nor in the way", async () => {
    const planted = { "fairline-device": device, "fairline-stamp.shop": await stampBy({}) };
    expect(isLetIn(await ask("/", planted))).toBe(false);
    expect(isLetIn(await ask("/", { ...planted, "__HOST-fairline-device": device }))).toBe(false);
    const own = withStamp(await stampBy({}));
    const spoilt = { "fairline-device": "e".repeat(43), "fairline-stamp.shop": "x" };
    expect(isLetIn(await ask("/", { ...spoilt, ...own }))).toBe(true);
  });

  test("cookie injection: where the cookies have no prefix, one with a prefix is none of them", async () => {
    const shared = { ...options, cookie: { domain: "shop.example" } };
    const cookies = withStamp(await stampBy({}));
    expect(isLetIn(await ask("/", cookies, bothKeys, shared))).toBe(false);
    const plain = Object.entries(cookies).map(([name, value]) => [name.replace("__Host-", ""), value]);
    expect(isLetIn(await ask("/", Object.fromEntries(plain), bothKeys, shared))).toBe(true);
  });

  test.each([
    ["no key", {}],
    ["an empty key", { "fairline-key-a": "" }],
  ])("while the store has %s: lets nobody in", async (_, store) => {
    const stamp = await stampBy({});
    expect(isLetIn(await ask("/", withStamp(stamp), store))).toBe(false);
  });

  test("while keys change: stamps of the old and of the new key are good", async () => {
    const before = await stampBy(keyA);
    const after = await stampBy({ kid: keyB.id, secret: keyB.secret });
    expect(isLetIn(await ask("/", withStamp(before)))).toBe(true);
    expect(isLetIn(await ask("/", withStamp(after)))).toBe(true);
    const onlyNew = { "fairline-key-b": keyB.secret };
    expect(isLetIn(await ask("/", withStamp(before), onlyNew))).toBe(false);
    expect(isLetIn(await ask("/", withStamp(after), onlyNew))).toBe(true);
  });
});

describe("The desk", () => {
  async function enter(to: string, pass: string, key: typeof keyA | typeof keyB = keyA): Promise<Response> {
    const cookie = `__Host-fairline-device=${device}; __Host-fairline-shop=${pass}`;
    const address = `${site}/.fairline/enter?room=shop&to=${encodeURIComponent(to)}`;
    return await createDesk({ ...options, key })(
      new Request(address, { headers: { accept: "text/html", cookie } }),
    );
  }

  const stampIn = (answer: Response) =>
    answer.headers.getSetCookie().find((text) => text.includes("stamp.shop")) ?? "";

  test("gives a stamp for the lease that began with the pass, and sends back", async () => {
    const answer = await enter("/sale?a=1", await fairline.passOf(fairline.admit(), challenge));
    expect([answer.status, answer.headers.get("location")]).toEqual([307, "/sale?a=1"]);
    expect(stampIn(answer)).toMatch(/^__Host-fairline-stamp\.shop=\S+; Max-Age=30; .*HttpOnly; Secure/);
    const stamp = /=([^;]+)/.exec(stampIn(answer))?.[1] ?? "";
    expect(isLetIn(await ask("/sale", withStamp(stamp)))).toBe(true);
    clock.pass(30);
    expect(isLetIn(await ask("/sale", withStamp(stamp)))).toBe(false);
  });

  test("gives a stamp until the visit's end, where that is sooner", async () => {
    const answer = await enter("/", await fairline.passOf(fairline.admit(12), challenge));
    expect(stampIn(answer)).toContain("Max-Age=12;");
  });

  test("gives none for a visit that is over, for another device, or for no pass", async () => {
    const visit = fairline.admit();
    const pass = await fairline.passOf(visit, challenge);
    clock.pass(10);
    visit.isOver = true;
    const strange = await fairline.passOf(fairline.admit(), "x".repeat(43));
    for (const shown of [pass, strange, ""]) {
      const answer = await enter("/", shown);
      expect(answer.headers.get("location")).toContain(`${fairline.url}/r/shop#`);
      expect(stampIn(answer)).toBe("");
    }
  });

  test.each([["//evil.example/"], ["https://evil.example/"], ["/\\evil.example"], ["javascript:alert(1)"]])(
    "asked to send somebody to %s: refused",
    async (to) => {
      const answer = await enter(to, await fairline.passOf(fairline.admit(), challenge));
      expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    },
  );

  test("gives none for an app's bearer pass, which is for no device", async () => {
    const headers = { authorization: `Bearer ${await fairline.passOf(fairline.admit())}` };
    const desk = createDesk({ ...options, key: keyA, api: { bearer: true } });
    const answer = await desk(new Request(`${site}/.fairline/enter?room=shop&to=/`, { headers }));
    expect([answer.status, stampIn(answer)]).toEqual([401, ""]);
  });

  test("asked to end the visit: it is over, and pass and stamp are gone", async () => {
    const visit = fairline.admit();
    const cookie = `__Host-fairline-device=${device}; __Host-fairline-shop=${await fairline.passOf(visit, challenge)}`;
    const desk = createDesk({ ...options, key: keyA });
    const address = `${site}/.fairline/complete?room=shop`;
    const answer = await desk(new Request(address, { method: "POST", headers: { cookie } }));
    expect([answer.status, visit.isOver]).toEqual([204, true]);
    const dropped = answer.headers.getSetCookie().filter((text) => text.includes("Max-Age=0"));
    expect(dropped.map((text) => text.split("=")[0]).sort()).toEqual([
      "__Host-fairline-shop",
      "__Host-fairline-stamp.shop",
    ]);
  });

  test.each<[string, Record<string, string>, number]>([
    ["the site's own page", { origin: site, "sec-fetch-site": "same-origin" }, 204],
    ["the site's own page, in an old browser", { origin: site }, 204],
    [
      "the site's own page, which tells nobody where it is",
      { origin: "null", "sec-fetch-site": "same-origin" },
      204,
    ],
    ["another site's page", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, 403],
    ["another site's page, in an old browser", { origin: "https://evil.example" }, 403],
    ["another site's page that tells no origin", { "sec-fetch-site": "cross-site" }, 403],
    [
      "another host of the same domain",
      { origin: "https://blog.shop.example", "sec-fetch-site": "same-site" },
      403,
    ],
    ["the site without https", { origin: "http://shop.example" }, 403],
    ["a page in a sandbox", { origin: "null" }, 403],
  ])("asked to end the visit by %s", async (_, headers, status) => {
    const visit = fairline.admit();
    const cookie = `__Host-fairline-device=${device}; __Host-fairline-shop=${await fairline.passOf(visit, challenge)}`;
    const desk = createDesk({ ...options, key: keyA, cookie: { sameSite: "none" } });
    const address = `${site}/.fairline/complete?room=shop`;
    const answer = await desk(new Request(address, { method: "POST", headers: { ...headers, cookie } }));
    expect([answer.status, visit.isOver]).toEqual([status, status === 204]);
    if (status === 403) expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("with a short key: does not start", () => {
    expect(() => createDesk({ ...options, key: { id: "a", secret: "short" } })).toThrow(
      "key.secret: must have 32 characters or more",
    );
  });
});
