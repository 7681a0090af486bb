import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { GateOptions } from "../src/index.ts";
import { edgeSite, functionSite } from "./sites/cloudfront.ts";
import { expressSite } from "./sites/express.ts";
import { fetchSite } from "./sites/fetch.ts";
import { honoSite } from "./sites/hono.ts";
import type { Served, Setting } from "./sites/site.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, type FakeVisit, startFakeFairline } from "./support/fairline.ts";
import { createVisitor, type Visitor } from "./support/visitor.ts";

const clock = testClock();
let fairline: FakeFairline;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
});
afterAll(() => fairline.stop());

/** What every way of putting the gate before a site must do alike. */
const settings: readonly (readonly [string, Setting])[] = [
  ["a Fetch handler", fetchSite],
  ["Hono", honoSite],
  ["Express", expressSite],
  ["Lambda@Edge", edgeSite],
  ["a CloudFront Function and its desk", functionSite],
];

describe.each(settings)("The gate by %s", (_, setting) => {
  let site: Served;
  let visitor: Visitor;
  let goOn: () => void;

  beforeAll(async () => {
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    site = await setting.serve(optionsFor, { mayGoOn });
  });
  afterAll(() => site.close());
  beforeEach(() => {
    visitor = createVisitor(site.url);
  });

  function optionsFor(origin: string): GateOptions {
    return {
      url: fairline.url,
      room: "shop",
      origin,
      siteKey: fairline.siteKey,
      nowMs: clock.nowMs,
      complete: setting.hearsTheSite ? ["/paid"] : [],
      bypass: { paths: ["/about/*"] },
    };
  }

  /** Goes to the room and comes back, as a browser does at its turn. */
  async function arrive(path: string): Promise<{ visit: FakeVisit; answer: Response }> {
    const toRoom = await visitor.open(path);
    const fragment = new URLSearchParams(new URL(toRoom.headers.get("location") ?? "").hash.slice(1));
    const back = new URL(fragment.get("return") ?? "");
    const visit = fairline.admit();
    back.searchParams.set("fairline-code", fairline.codeFor(visit, fragment.get("challenge") ?? ""));
    return { visit, answer: await visitor.open(back.pathname + back.search) };
  }

  test("a page without a pass: to the room, which learns where to come back and to which device", async () => {
    const answer = await visitor.open("/sale?colour=red");
    expect(answer.status).toBe(302);
    const room = new URL(answer.headers.get("location") ?? "");
    const fragment = new URLSearchParams(room.hash.slice(1));
    expect(room.origin + room.pathname + room.search).toBe(`${fairline.url}/r/shop`);
    expect(fragment.get("return")).toBe(`${site.url}/sale?colour=red`);
    expect(fragment.get("challenge")).toMatch(/^[\w-]{43}$/);
    expect([...visitor.cookies.keys()]).toEqual([expect.stringMatching(/fairline-device$/)]);
    expect(answer.headers.get("cache-control")).toContain("no-store");
  });

  test("back from the room: the code becomes a cookie, and leaves the address", async () => {
    const { answer } = await arrive("/sale?colour=red");
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get("location") ?? "", site.url).href).toBe(`${site.url}/sale?colour=red`);
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect([...visitor.cookies.keys()].some((name) => name.endsWith("fairline-shop"))).toBe(true);
  });

  test("with a visit: the site answers, and knows the visit", async () => {
    const { visit } = await arrive("/sale");
    const answer = await visitor.open("/sale");
    expect([answer.status, await answer.text()]).toEqual([200, `sale for ${visit.number}`]);
  });

  test("an app without a pass: a problem in JSON, and when to come again", async () => {
    const answer = await visitor.ask("/sale", { headers: { accept: "application/json" } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(await answer.json()).toMatchObject({
      status: 401,
      code: "no_pass",
      room: `${fairline.url}/r/shop`,
      retryAfterSeconds: 5,
    });
  });

  test("a path that is open to all: no pass needed", async () => {
    const answer = await visitor.open("/about/us");
    expect([answer.status, await answer.text()]).toEqual([200, "about us"]);
  });

  test("a visitor's own fairline-visit header: never gets to the site", async () => {
    const { visit } = await arrive("/sale");
    const forged = { "fairline-visit": "shop 1 2099-01-01T00:00:00.000Z", "fairline-anything": "x" };
    const seen = await (await visitor.ask("/seen", { headers: forged })).json();
    expect(seen).not.toContain("fairline-anything");
    const sale = await visitor.ask("/sale", { headers: forged });
    expect(await sale.text()).toBe(`sale for ${visit.number}`);
  });

  test("a visit that ended elsewhere: refused as soon as the lease is over, and no other", async () => {
    const { visit } = await arrive("/sale");
    clock.pass(31);
    expect((await visitor.open("/sale")).status).toBe(200);
    visit.isOver = true;
    clock.pass(31);
    expect((await visitor.open("/sale")).status).toBe(302);
  });

  test("HEAD: the same headers as GET, and no body", async () => {
    await arrive("/sale");
    const answer = await visitor.ask("/sale", { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(answer.headers.get("content-type")).toContain("text/");
  });

  test("a body that is sent: gets to the site byte by byte", async () => {
    await arrive("/sale");
    const body = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256);
    const answer = await visitor.ask("/echo", { method: "POST", body });
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(body);
  });

  test("an answer in parts: the first comes while the site still works on the second", async () => {
    await arrive("/sale");
    const answer = await visitor.ask("/stream");
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    expect(decoder.decode((await reader.read()).value)).toBe("first");
    goOn();
    expect(decoder.decode((await reader.read()).value)).toBe(" second");
  });

  test("the site's own headers and cookies: untouched, but no cache in between keeps the page", async () => {
    await arrive("/sale");
    const answer = await visitor.open("/page");
    expect(answer.headers.get("x-site")).toBe("yes");
    expect(answer.headers.getSetCookie().join()).toMatch(/basket=1.*theme=dark/);
    if (setting.hearsTheSite) expect(answer.headers.get("cache-control")).not.toContain("public");
  });

  test("the site's errors: stay the site's", async () => {
    await arrive("/sale");
    const broken = await visitor.open("/broken");
    expect([broken.status, await broken.text()]).toEqual([500, "the site is broken"]);
    expect((await visitor.open("/missing")).status).toBe(404);
  });

  describe.runIf(setting.hearsTheSite)("what the site says", () => {
    test("fairline: complete ends the visit, and no visitor sees the header", async () => {
      const { visit } = await arrive("/sale");
      const answer = await visitor.open("/done");
      expect([answer.status, await answer.text()]).toEqual([200, "thanks"]);
      expect(answer.headers.has("fairline")).toBe(false);
      expect(visit.isOver).toBe(true);
      expect((await visitor.open("/sale")).status).toBe(302);
    });

    test("fairline: extend=60 gives more time, and no visitor sees the header", async () => {
      const { visit } = await arrive("/sale");
      const endedAtMs = visit.endsAtMs;
      fairline.moreSeconds = 60;
      const answer = await visitor.open("/more");
      expect([answer.status, await answer.text()]).toEqual([200, "more time"]);
      expect(answer.headers.has("fairline")).toBe(false);
      expect(visit.endsAtMs - endedAtMs).toBe(60_000);
    });

    test("a path that ends the visit: answered, and over", async () => {
      await arrive("/sale");
      const answer = await visitor.open("/paid");
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/receipt"]);
      expect((await visitor.open("/sale")).status).toBe(302);
    });
  });
});
