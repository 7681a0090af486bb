import { describe, expect, test } from "vitest";
import { arrive, browserOf, handoverOf } from "./support/browser.ts";
import { sceneOf } from "./support/scene.ts";

const scene = sceneOf();
const { clock, troubles, gateOf } = scene;

/** A site that answers everything with this, and remembers what it was asked. */
function siteOf(headers: Record<string, string> = {}, status = 200) {
  const requests: Request[] = [];
  const next = (request: Request) => {
    requests.push(request);
    return new Response("the site", { status, headers });
  };
  return { requests, next };
}

describe("the site's header `fairline`", () => {
  test("complete ends the visit at once, and the visitor's pass is gone", async () => {
    const gate = gateOf();
    const visit = scene.fairline.admit();
    const browser = await arrive(gate, scene.fairline, visit);
    const response = await gate.handle(browser.request("/done"), siteOf({ fairline: "complete" }).next);
    expect(visit.isOver).toBe(true);
    expect(response.headers.has("fairline")).toBe(false);
    expect(response.headers.getSetCookie()).toEqual([
      "__Host-fairline-shop=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
    ]);
    expect(await response.text()).toBe("the site");
    expect(await browser.open("/")).toMatchObject({ why: "ended" });
  });

  test("extend gives more time, and the browser the pass of it", async () => {
    const gate = gateOf();
    scene.fairline.moreSeconds = 60;
    const visit = scene.fairline.admit(100);
    const beganToEndAtMs = visit.endsAtMs;
    const browser = await arrive(gate, scene.fairline, visit);
    const response = await gate.handle(browser.request("/pay"), siteOf({ fairline: "extend=60" }).next);
    expect(visit.endsAtMs).toBe(beganToEndAtMs + 60_000);
    expect(response.headers.has("fairline")).toBe(false);
    browser.keep(response.headers.getSetCookie());
    clock.pass(120);
    expect(await browser.open("/")).toMatchObject({
      kind: "admitted",
      visit: { expiresAt: new Date(visit.endsAtMs) },
    });
  });

  test("extend beyond what the room allows changes nothing, and is told to the site", async () => {
    const browser = await arrive(gateOf(), scene.fairline);
    const gate = gateOf();
    const response = await gate.handle(browser.request("/pay"), siteOf({ fairline: "extend=60" }).next);
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(troubles).toMatchObject([{ kind: "no_more_time", visit: { room: "shop" } }]);
  });

  test.each([
    ["with another key than the room's", { siteKey: "another-key-of-a-site" }],
    ["without a key", { siteKey: undefined }],
  ])("extend %s is told to the site", async (_, options) => {
    const gate = gateOf(options);
    const browser = await arrive(gate, scene.fairline);
    await gate.handle(browser.request("/pay"), siteOf({ fairline: "extend=60" }).next);
    expect(troubles).toMatchObject([{ kind: "not_the_site" }]);
  });

  test.each([
    "Complete",
    " complete;",
    "complete, complete",
    "extend",
    "extend=0",
    "extend=-5",
    "extend=+60",
    "extend=1e3",
    "extend=43001",
    "extend=060",
    "complete=1",
  ])("%j ends nobody's visit, gives nobody time, and is told to the site", async (value) => {
    const gate = gateOf();
    scene.fairline.moreSeconds = 100_000;
    const visit = scene.fairline.admit();
    const before = { ...visit };
    const browser = await arrive(gate, scene.fairline, visit);
    const response = await gate.handle(browser.request("/"), siteOf({ fairline: value }).next);
    expect(visit).toEqual(before);
    expect(response.headers.has("fairline")).toBe(false);
    expect(troubles).toEqual([{ kind: "bad_header", value: value.trim() }]);
  });

  test("never leaks, also where nobody has a visit", async () => {
    const gate = gateOf({ bypass: { paths: ["/about"] } });
    const response = await gate.handle(
      browserOf(gate).request("/about"),
      siteOf({ fairline: "complete" }).next,
    );
    expect(response.headers.has("fairline")).toBe(false);
    expect(troubles).toEqual([{ kind: "no_visit", value: "complete" }]);
  });

  test("while Fairline is away ends nothing: the visitor may try again", async () => {
    const gate = gateOf();
    const browser = await arrive(gate, scene.fairline);
    scene.fairline.isDown = true;
    const response = await gate.handle(browser.request("/done"), siteOf({ fairline: "complete" }).next);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(troubles).toMatchObject([{ kind: "unreachable", what: "complete" }]);
    expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  });
});

describe("a path that ends the visit", () => {
  test.each([
    [200, true],
    [303, true],
    [404, false],
    [500, false],
  ])("answered with %i: ended %s", async (status, isOver) => {
    const gate = gateOf({ complete: ["/order/confirmed"] });
    const visit = scene.fairline.admit();
    const browser = await arrive(gate, scene.fairline, visit);
    await gate.handle(browser.request("/order/confirmed"), siteOf({}, status).next);
    expect(visit.isOver).toBe(isOver);
  });

  test("that is not protected is there again when the page is loaded once more", async () => {
    const gate = gateOf({ protect: ["/checkout/*"], complete: ["/thanks"] });
    const visit = scene.fairline.admit();
    const browser = await arrive(gate, scene.fairline, visit, "/checkout/");
    const response = await gate.handle(browser.request("/thanks"), siteOf().next);
    expect(visit.isOver).toBe(true);
    browser.keep(response.headers.getSetCookie());
    expect(await browser.open("/thanks")).toEqual({ kind: "open", isProtected: false });
  });

  test("in disguise ends it, too: nobody keeps a slot by another spelling", async () => {
    const gate = gateOf({ complete: ["/order/confirmed"] });
    const visit = scene.fairline.admit();
    const browser = await arrive(gate, scene.fairline, visit);
    await gate.handle(browser.request("/ORDER//%63onfirmed/"), siteOf().next);
    expect(visit.isOver).toBe(true);
  });
});

describe("the site's own call", () => {
  test("ends the visit of a request to any path", async () => {
    const gate = gateOf({ protect: ["/checkout/*"] });
    const visit = scene.fairline.admit();
    const browser = await arrive(gate, scene.fairline, visit, "/checkout/");
    const completed = await gate.complete(browser.request("/api/orders", { method: "POST" }));
    expect(completed).toMatchObject({ kind: "completed" });
    expect(visit.isOver).toBe(true);
    browser.keep(completed.setCookies);
    expect(await gate.complete(browser.request("/api/orders"))).toEqual({ kind: "no_visit", setCookies: [] });
  });

  test("in a request that renewed the pass, too, leaves the browser what the call set", async () => {
    const gate = gateOf();
    const browser = await arrive(gate, scene.fairline);
    clock.pass(31);
    const response = await gate.handle(browser.request("/done"), async (request) => {
      const { setCookies } = await gate.complete(request);
      return new Response(null, { headers: setCookies.map((cookie) => ["set-cookie", cookie]) });
    });
    expect(response.headers.getSetCookie()).toEqual([expect.stringContaining("Max-Age=0")]);
  });

  test("gives more time, or says why not", async () => {
    const gate = gateOf();
    const browser = await arrive(gate, scene.fairline);
    scene.fairline.moreSeconds = 30;
    expect(await gate.extend(browser.request("/"), 60)).toMatchObject({ kind: "extended" });
    expect(await gate.extend(browser.request("/"), 60)).toMatchObject({ kind: "no_more_time" });
    expect(await gate.extend(browserOf(gate).request("/"), 60)).toMatchObject({ kind: "no_visit" });
    scene.fairline.isDown = true;
    expect(await gate.extend(browser.request("/"), 60)).toMatchObject({ kind: "unreachable" });
  });
});

describe("the site's own call, where a site has several rooms,", () => {
  const rooms = [
    { room: "presale", protect: ["/pre/*"] },
    { room: "sale", protect: ["/sale/*"] },
  ];

  async function inBoth() {
    const gate = gateOf({ room: rooms });
    const [presale, sale] = [scene.fairline.admit(300, "presale"), scene.fairline.admit(300, "sale")];
    const browser = await arrive(gate, scene.fairline, presale, "/pre/");
    const { challenge } = handoverOf(await browser.open("/sale/"));
    await browser.open(`/sale/?fairline-code=${scene.fairline.codeFor(sale, challenge)}`);
    return { gate, browser, presale, sale };
  }

  test("ends the visit to the room that it names", async () => {
    const { gate, browser, presale, sale } = await inBoth();
    expect(await gate.complete(browser.request("/"), "sale")).toMatchObject({ kind: "completed" });
    expect([presale.isOver, sale.isOver]).toEqual([false, true]);
  });

  test("ends the visit to the path's room", async () => {
    const { gate, browser, presale, sale } = await inBoth();
    expect(await gate.complete(browser.request("/sale/done"))).toMatchObject({ kind: "completed" });
    expect([presale.isOver, sale.isOver]).toEqual([false, true]);
  });

  test("ends none of several visits where neither names a room, and says so", async () => {
    const { gate, browser, presale, sale } = await inBoth();
    scene.fairline.moreSeconds = 60;
    expect(await gate.complete(browser.request("/"))).toEqual({ kind: "no_visit", setCookies: [] });
    expect(await gate.extend(browser.request("/"), 60)).toEqual({ kind: "no_visit", setCookies: [] });
    expect([presale.isOver, sale.isOver]).toEqual([false, false]);
    expect(troubles).toEqual(Array(2).fill({ kind: "several_visits", rooms: ["presale", "sale"] }));
  });

  test("gives more time in the room that it names, and in no other", async () => {
    const { gate, browser } = await inBoth();
    scene.fairline.moreSeconds = 60;
    const extended = await gate.extend(browser.request("/"), 60, "sale");
    expect(extended).toMatchObject({ kind: "extended", visit: { room: "sale" } });
  });

  test("ends the only visit there is, from anywhere", async () => {
    const gate = gateOf({ room: rooms });
    const visit = scene.fairline.admit(300, "sale");
    const browser = await arrive(gate, scene.fairline, visit, "/sale/");
    expect(await gate.complete(browser.request("/api"), "presale")).toMatchObject({ kind: "no_visit" });
    expect(await gate.complete(browser.request("/api"))).toMatchObject({ kind: "completed" });
  });

  test("names a room that the gate does not have: that is told at once", async () => {
    await expect(gateOf({ room: rooms }).complete(browserOf(gateOf()).request("/"), "sales")).rejects.toThrow(
      "room: must be presale or sale (was sales)",
    );
  });
});

describe("around a handler", () => {
  test("the site is told whose request it is, and nothing that a visitor says of it", async () => {
    const gate = gateOf();
    const visit = scene.fairline.admit();
    const browser = await arrive(gate, scene.fairline, visit);
    const site = siteOf();
    const headers = { "fairline-visit": "shop 1 2099-01-01", "fairline-site-key": "x", "x-other": "kept" };
    await gate.handle(browser.request("/", { headers }), site.next);
    const told = Object.fromEntries(site.requests[0]?.headers ?? []);
    expect(told).toMatchObject({
      "fairline-visit": `shop ${visit.number} ${new Date(visit.endsAtMs).toISOString()}`,
      "x-other": "kept",
    });
    expect(told).not.toHaveProperty("fairline-site-key");
  });

  test("bodies pass through as streams, both ways", async () => {
    const gate = gateOf();
    const browser = await arrive(gate, scene.fairline);
    const request = browser.request("/", { method: "POST", body: "a body" });
    const response = await gate.handle(request, async (asked) => new Response(asked.body, { status: 201 }));
    expect(response.status).toBe(201);
    expect(await response.text()).toBe("a body");
  });

  test.each([
    ["without a body", null, "GET"],
    ["with a body that nobody has read", "a body", "HEAD"],
  ])(
    "one Response %s, given to many, takes nobody's cookie to another, and ends each one's visit",
    async (_, body, method) => {
      const gate = gateOf();
      const response = new Response(body, { headers: { fairline: "complete", vary: "Accept" } });
      const answered: Response[] = [];
      for (const visit of [scene.fairline.admit(), scene.fairline.admit(), scene.fairline.admit()]) {
        const browser = await arrive(gate, scene.fairline, visit);
        response.headers.set("x-count", String(answered.length));
        answered.push(await gate.handle(browser.request("/", { method }), () => response));
        expect(visit.isOver).toBe(true);
      }
      const open = await gateOf({ protect: ["/sale/*"] }).handle(
        browserOf(gate).request("/", { method }),
        () => response,
      );
      expect(Object.fromEntries(open.headers)).not.toHaveProperty("set-cookie");
      expect(open.headers.get("cache-control")).toBeNull();
      for (const { headers } of answered) expect(headers.getSetCookie()).toHaveLength(1);
      expect(answered.map(({ headers }) => headers.get("vary"))).toEqual(Array(3).fill("Accept, Cookie"));
      expect(answered[2]?.headers.get("x-count")).toBe("2");
    },
  );

  test("one Response for two at once takes nobody's cookie to the other", async () => {
    const gate = gateOf();
    const response = new Response(null, { status: 204 });
    const browsers = [await arrive(gate, scene.fairline), await arrive(gate, scene.fairline)];
    clock.pass(31);
    const answers = await Promise.all(
      browsers.map((browser) => gate.handle(browser.request("/"), () => response)),
    );
    const cookies = answers.map(({ headers }) => headers.getSetCookie());
    expect(cookies.map(({ length }) => length)).toEqual([1, 1]);
    expect(cookies[0]).not.toEqual(cookies[1]);
  });

  test("clones of one Response, also of one that was answered with, take nobody's cookie to another", async () => {
    const gate = gateOf();
    const kept = new Response(null, { status: 302, headers: { location: "/y" } });
    const first = await arrive(gate, scene.fairline);
    clock.pass(31);
    const renewed = await gate.handle(first.request("/"), () => kept);
    expect(renewed.headers.getSetCookie()).toHaveLength(1);
    const second = await arrive(gate, scene.fairline);
    const answer = await gate.handle(second.request("/"), () => kept.clone());
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("clones of one Response that ends visits end each one's", async () => {
    const gate = gateOf();
    const kept = new Response(null, { status: 204, headers: { fairline: "complete" } });
    for (const next of [() => kept, () => kept.clone()]) {
      const visit = scene.fairline.admit();
      const browser = await arrive(gate, scene.fairline, visit);
      const answer = await gate.handle(browser.request("/"), next);
      expect([visit.isOver, answer.headers.getSetCookie().length]).toEqual([true, 1]);
    }
  });

  test("a protected page for a crawler that the site vouches for is kept by no shared cache", async () => {
    const gate = gateOf({ protect: ["/sale/*"], bypass: { crawlers: () => true } });
    const site = siteOf({ "cache-control": "public, s-maxage=600" });
    const page = await gate.handle(browserOf(gate).request("/sale/shoes"), site.next);
    expect(page.headers.get("cache-control")).toBe("private");
    expect(page.headers.get("vary")).toBe("Cookie");
    const open = await gate.handle(browserOf(gate).request("/about"), site.next);
    expect(open.headers.get("cache-control")).toBe("public, s-maxage=600");
  });

  test("what the site throws stays the site's own", async () => {
    const gate = gateOf();
    const browser = await arrive(gate, scene.fairline);
    const thrown = new Error("of the site");
    await expect(gate.handle(browser.request("/"), () => Promise.reject(thrown))).rejects.toBe(thrown);
  });

  test("a log that fails fails nobody", async () => {
    const gate = gateOf({
      onTrouble() {
        throw new Error("The disk is full.");
      },
    });
    const browser = await arrive(gate, scene.fairline);
    const response = await gate.handle(browser.request("/"), siteOf({ fairline: "nonsense" }).next);
    expect(response.status).toBe(200);
  });
});
