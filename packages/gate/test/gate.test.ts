import { describe, expect, test, vi } from "vitest";
import type { Gate } from "../src/index.ts";
import { arrive as arriveAt, browserOf, handoverOf } from "./support/browser.ts";
import type { FakeVisit } from "./support/fairline.ts";
import { sceneOf } from "./support/scene.ts";

const scene = sceneOf();
const { clock, troubles, gateOf } = scene;

const arrive = (gate: Gate, visit?: FakeVisit, path?: string) => arriveAt(gate, scene.fairline, visit, path);
const renewals = () => scene.fairline.calls.filter((call) => call.endsWith("/renew")).length;

describe("the way in", () => {
  test("leads to the room and back, and shows neither pass nor code to anybody", async () => {
    const gate = gateOf();
    const browser = browserOf(gate);
    const toRoom = await browser.open("/sale/shoes?size=42");
    expect(toRoom).toMatchObject({ kind: "answered", why: "no_pass" });
    const { returnTo, challenge } = handoverOf(toRoom);
    expect(returnTo).toBe("https://shop.example/sale/shoes?size=42");

    const visit = scene.fairline.admit();
    const back = await browser.open(
      `/sale/shoes?size=42&fairline-code=${scene.fairline.codeFor(visit, challenge)}`,
    );
    if (back.kind !== "answered") throw new Error(back.kind);
    expect(back.why).toBe("arrived");
    expect(back.response.status).toBe(303);
    expect(back.response.headers.get("location")).toBe("/sale/shoes?size=42");
    expect(back.response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(back.response.headers.get("cache-control")).toBe("no-store");
    const [pass, device] = back.response.headers.getSetCookie();
    expect(pass).toMatch(/^__Host-fairline-shop=\S+; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(device).toMatch(
      /^__Host-fairline-device=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );

    const inside = await browser.open("/sale/shoes?size=42");
    expect(inside).toMatchObject({
      kind: "admitted",
      visit: { room: "shop", number: visit.number, ticket: visit.sub, expiresAt: new Date(visit.endsAtMs) },
      setCookies: [],
      isEnding: false,
    });
  });

  test("leaves the rest of the query as it was", async () => {
    const gate = gateOf();
    const browser = browserOf(gate);
    const { challenge } = handoverOf(await browser.open("/?q=a+b%20c&&x"));
    const code = scene.fairline.codeFor(scene.fairline.admit(), challenge);
    const back = await browser.open(`/?q=a+b%20c&fairline-code=${code}&&x`);
    expect(back.kind === "answered" && back.response.headers.get("location")).toBe("/?q=a+b%20c&&x");
  });

  test("keeps the device that is there, so that two tabs of one browser do not lock each other out", async () => {
    const browser = browserOf(gateOf());
    const first = handoverOf(await browser.open("/a"));
    const second = handoverOf(await browser.open("/b"));
    expect(second.challenge).toBe(first.challenge);
  });

  test("with a code that was used or is too old leads to the room again, without it", async () => {
    const browser = browserOf(gateOf());
    const { challenge } = handoverOf(await browser.open("/"));
    const again = await browser.open("/?fairline-code=unknown");
    expect(again).toMatchObject({ why: "code_over" });
    expect(handoverOf(again)).toEqual({ returnTo: "https://shop.example/", challenge });
  });

  test("without cookies ends at a page that asks for them, and not in circles; its link begins anew", async () => {
    const browser = browserOf(gateOf());
    const { challenge } = handoverOf(await browser.open("/sale?a=1&b=2"));
    const code = scene.fairline.codeFor(scene.fairline.admit(), challenge);
    browser.cookies.clear();
    const refused = await browser.open(`/sale?a=1&fairline-code=${code}&b=2`);
    if (refused.kind !== "answered") throw new Error(refused.kind);
    const { status, headers } = refused.response;
    expect([refused.why, status]).toEqual(["no_cookies", 403]);
    expect([headers.has("location"), headers.has("refresh"), headers.has("retry-after")]).toEqual([
      false,
      false,
      false,
    ]);
    const text = await refused.response.text();
    expect(text).toContain(
      'Please allow cookies for this site, then <a href="/sale?a=1&amp;b=2">go back to the line</a>.',
    );
    expect(text).not.toContain(code);
    // Cookies are allowed meanwhile, and the page is loaded again with the code of another device.
    const reloaded = await browser.open(`/sale?a=1&fairline-code=${code}&b=2`);
    expect(reloaded).toMatchObject({ why: "code_over" });
    expect(handoverOf(reloaded).returnTo).toBe("https://shop.example/sale?a=1&b=2");
  });

  test("without cookies leads nowhere else than to this site, whatever its path begins with", async () => {
    const refused = await browserOf(gateOf()).open("//evil.example/%22%3E?x=%22&fairline-code=some");
    if (refused.kind !== "answered") throw new Error(refused.kind);
    expect(await refused.response.text()).toContain('<a href="/.//evil.example/%22%3E?x=%22">');
  });

  test("while Fairline is away shows a page that asks again by itself", async () => {
    const browser = browserOf(gateOf());
    await browser.open("/");
    scene.fairline.isDown = true;
    const away = await browser.open("/?fairline-code=some");
    if (away.kind !== "answered") throw new Error(away.kind);
    expect(away.response.status).toBe(503);
    expect(away.response.headers.get("refresh")).toBe("2");
    expect(await away.response.text()).toContain("cannot be reached just now");
  });

  test.each([
    { its: "ahead", bySeconds: 600 },
    { its: "behind, which would let visitors in past their end,", bySeconds: -600 },
  ])(
    "to a site whose clock is $its ends at a page that blames the site, and does not go in circles",
    async ({ bySeconds }) => {
      const gate = gateOf({ nowMs: () => clock.nowMs() + bySeconds * 1000 });
      const browser = browserOf(gate);
      const { challenge } = handoverOf(await browser.open("/"));
      const code = scene.fairline.codeFor(scene.fairline.admit(300), challenge);
      const refused = await browser.open(`/?fairline-code=${code}`);
      if (refused.kind !== "answered") throw new Error(refused.kind);
      expect(refused.why).toBe("clock");
      expect(refused.response.status).toBe(503);
      expect(refused.response.headers.has("refresh")).toBe(false);
      expect(await refused.response.text()).toContain("Something is set wrong on this site");
      expect(troubles).toEqual([{ kind: "clock", aheadSeconds: -bySeconds }]);
      expect(await browser.open("/")).toMatchObject({ why: "no_pass" });
    },
  );

  test("to a site whose clock is behind by no more than clockSkewSeconds leads in", async () => {
    const gate = gateOf({ nowMs: () => clock.nowMs() - 5000 });
    expect(await (await arrive(gate)).open("/")).toMatchObject({ kind: "admitted" });
    expect(troubles).toEqual([]);
  });

  test("while Fairline is away keeps the code, which is good when the page asks again", async () => {
    const browser = browserOf(gateOf());
    const { challenge } = handoverOf(await browser.open("/sale"));
    const path = `/sale?fairline-code=${scene.fairline.codeFor(scene.fairline.admit(), challenge)}`;
    scene.fairline.isDown = true;
    expect(await browser.open(path)).toMatchObject({ why: "unreachable" });
    scene.fairline.isDown = false;
    const back = await browser.open(path);
    expect(back.kind === "answered" && back.response.headers.get("location")).toBe("/sale");
    expect(await browser.open("/sale")).toMatchObject({ kind: "admitted" });
  });

  test("to a room that Fairline does not know leads to the room's page, not in circles, and is told", async () => {
    const gate = gateOf({
      fetch: async () => Response.json({ code: "unknown_room" }, { status: 404 }),
    });
    const browser = browserOf(gate);
    await browser.open("/");
    const back = await browser.open("/?fairline-code=some");
    expect(back).toMatchObject({ why: "code_over" });
    expect(handoverOf(back).returnTo).toBe("https://shop.example/");
    expect(troubles).toEqual([{ kind: "unreachable", what: "exchange", error: "answered 404" }]);
  });

  test("of somebody who is inside already only drops the code", async () => {
    const browser = await arrive(gateOf());
    expect(await browser.open("/?fairline-code=another")).toMatchObject({ why: "arrived" });
    expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  });

  test("of a form that was sent goes by 303 to the room, and back to the page of the form", async () => {
    const browser = browserOf(gateOf());
    const headers = { referer: "https://shop.example/cart?x=1" };
    const sent = await browser.open("/pay", { method: "POST", headers });
    expect(sent.kind === "answered" && sent.response.status).toBe(303);
    expect(handoverOf(sent).returnTo).toBe("https://shop.example/cart?x=1");
    const elsewhere = await browser.open("/pay", {
      method: "POST",
      headers: { referer: "https://evil.example/" },
    });
    expect(handoverOf(elsewhere).returnTo).toBe("https://shop.example/");
  });

  test("behind a proxy returns to the site's public origin", async () => {
    const browser = browserOf(gateOf({ origin: "https://shop.example" }), "http://10.0.0.7:8080");
    const decision = await browser.open("/x");
    expect(handoverOf(decision).returnTo).toBe("https://shop.example/x");
    expect([...browser.cookies.keys()].sort()).toEqual(["__Host-fairline-device"]);
  });

  test("by an address that everybody may see brings the pass, too", async () => {
    const gate = gateOf({ protect: ["/checkout/*"] });
    const browser = browserOf(gate);
    const { challenge } = handoverOf(await browser.open("/checkout/"));
    const code = scene.fairline.codeFor(scene.fairline.admit(), challenge);
    expect(await browser.open(`/?fairline-code=${code}`)).toMatchObject({ why: "arrived" });
    expect(await browser.open("/checkout/")).toMatchObject({ kind: "admitted" });
  });
});

describe("requests of apps and scripts", () => {
  const asked = { headers: { accept: "application/json" } };

  test.each([401, 429] as const)(
    "without a pass get a problem with status %i that says where the room is",
    async (status) => {
      const gate = gateOf({ api: { status, retryAfterSeconds: 9 } });
      const decision = await browserOf(gate).open("/api", asked);
      if (decision.kind !== "answered") throw new Error(decision.kind);
      expect(decision.response.status).toBe(status);
      expect(decision.response.headers.get("content-type")).toBe("application/problem+json");
      expect(decision.response.headers.get("retry-after")).toBe("9");
      expect(await decision.response.json()).toEqual({
        type: "about:blank",
        title: "Take a place in line first",
        status,
        code: "no_pass",
        room: `${scene.fairline.url}/r/shop`,
        retryAfterSeconds: 9,
      });
    },
  );

  test("with a code and no device get a problem that asks for cookies", async () => {
    const decision = await browserOf(gateOf()).open("/api?fairline-code=some", asked);
    if (decision.kind !== "answered") throw new Error(decision.kind);
    expect(decision.response.status).toBe(401);
    expect(await decision.response.json()).toMatchObject({
      title: "Allow cookies for this site first",
      code: "no_cookies",
    });
    expect(scene.fairline.calls).toEqual([]);
  });

  test("by curl, which asks for a page, are told that it counts as a crawler", async () => {
    const headers = { accept: "text/html", "user-agent": "curl/8.5.0" };
    const decision = await browserOf(gateOf()).open("/", { headers });
    if (decision.kind !== "answered") throw new Error(decision.kind);
    expect(decision.why).toBe("crawler");
    expect(decision.response.status).toBe(503);
    expect(await decision.response.json()).toMatchObject({
      title: "Come back later",
      detail: "Known crawlers, and curl, are asked to come back later; browsers are not.",
    });
  });

  test("may show an app's own pass as a bearer token, where the site says so", async () => {
    const headers = {
      ...asked.headers,
      authorization: `Bearer ${await scene.fairline.passOf(scene.fairline.admit())}`,
    };
    expect(await browserOf(gateOf({ api: { bearer: true } })).open("/api", { headers })).toMatchObject({
      kind: "admitted",
    });
    expect(await browserOf(gateOf()).open("/api", { headers })).toMatchObject({ why: "no_pass" });
  });

  test("beside invented device cookies an app's pass is renewed no more often", async () => {
    const gate = gateOf({ api: { bearer: true } });
    const authorization = `Bearer ${await scene.fairline.passOf(scene.fairline.admit())}`;
    clock.pass(31);
    for (let i = 0; i < 20; i += 1) {
      const cookie = `__Host-fairline-device=${String(i).padStart(43, "0")}`;
      const request = new Request("https://shop.example/api", { headers: { authorization, cookie } });
      expect(await gate.decide(request)).toMatchObject({ kind: "admitted" });
    }
    expect(renewals()).toBe(1);
  });
});

describe("a pass", () => {
  test("is trusted without asking for leaseSeconds, and then renewed once", async () => {
    const browser = await arrive(gateOf({ leaseSeconds: 30 }));
    for (const seconds of [0, 15, 14]) {
      clock.pass(seconds);
      expect(await browser.open("/")).toMatchObject({ kind: "admitted", setCookies: [] });
    }
    expect(renewals()).toBe(0);
    clock.pass(1);
    const renewed = await browser.open("/");
    expect(renewed.kind === "admitted" && renewed.setCookies.length).toBe(1);
    expect(await browser.open("/")).toMatchObject({ kind: "admitted", setCookies: [] });
    expect(renewals()).toBe(1);
  });

  test("is renewed by one call, however many requests come at once", async () => {
    const gate = gateOf();
    const browser = await arrive(gate);
    clock.pass(31);
    const decisions = await Promise.all(Array.from({ length: 20 }, () => gate.decide(browser.request("/"))));
    expect(decisions.map(({ kind }) => kind)).toEqual(Array(20).fill("admitted"));
    expect(renewals()).toBe(1);
  });

  test("of an app is renewed by one call, whatever device cookies come with it", async () => {
    const gate = gateOf({ api: { bearer: true } });
    const headers = { authorization: `Bearer ${await scene.fairline.passOf(scene.fairline.admit())}` };
    const browser = browserOf(gate);
    for (let count = 0; count < 20; count += 1) {
      clock.pass(count === 0 ? 31 : 0);
      browser.cookies.set("__Host-fairline-device", String(count).padStart(43, "0"));
      expect(await browser.open("/", { headers })).toMatchObject({ kind: "admitted" });
    }
    expect(renewals()).toBe(1);
  });

  test("that was renewed meanwhile still lets in requests that were sent before", async () => {
    const gate = gateOf();
    const browser = await arrive(gate);
    const before = browser.request("/");
    clock.pass(31);
    await browser.open("/");
    expect(await gate.decide(before)).toMatchObject({ kind: "admitted" });
    expect(renewals()).toBe(1);
  });

  test.each([5, 30, 600])(
    "of a visit that was ended elsewhere is refused within a lease of %i s",
    async (leaseSeconds) => {
      const visit = scene.fairline.admit(40_000);
      const browser = await arrive(gateOf({ leaseSeconds }), visit);
      visit.isOver = true;
      clock.pass(leaseSeconds - 1);
      expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
      clock.pass(1);
      expect(await browser.open("/")).toMatchObject({ kind: "answered", why: "ended" });
      expect(browser.cookies.has("__Host-fairline-shop")).toBe(false);
    },
  );

  test("of a visit that was ended here is refused at once, in each of its forms", async () => {
    const gate = gateOf();
    const browser = await arrive(gate);
    const older = browser.request("/");
    clock.pass(31);
    await browser.open("/");
    const newer = browser.request("/");
    expect(await gate.complete(newer)).toMatchObject({ kind: "completed" });
    expect(await gate.decide(older)).toMatchObject({ why: "ended" });
    expect(await gate.decide(newer)).toMatchObject({ why: "ended" });
  });

  test("of a visit that was ended here is refused at once, also if Fairline's clock is ahead", async () => {
    const gate = gateOf({ nowMs: () => clock.nowMs() - 4000 });
    const browser = await arrive(gate);
    const older = await gate.decide(browser.request("/"));
    clock.pass(35);
    await browser.open("/");
    clock.pass(1);
    // The answer to a request that was sent before the pass was renewed.
    await gate.finish(older, { status: 200, headers: new Headers({ fairline: "complete" }) });
    expect(await browser.open("/")).toMatchObject({ why: "ended" });
  });

  test("of a visitor who was given more time elsewhere is good beyond its own end", async () => {
    const visit = scene.fairline.admit(20);
    const browser = await arrive(gateOf(), visit);
    visit.endsAtMs += 60_000;
    clock.pass(21);
    expect(await browser.open("/")).toMatchObject({
      kind: "admitted",
      visit: { expiresAt: new Date(visit.endsAtMs) },
    });
  });

  test("whose visit is over is refused, and Fairline is asked about it once", async () => {
    const gate = gateOf();
    const browser = await arrive(gate, scene.fairline.admit(20));
    const request = browser.request("/");
    clock.pass(20);
    expect(await gate.decide(request)).toMatchObject({ why: "expired" });
    expect(await gate.decide(request)).toMatchObject({ why: "expired" });
    expect(renewals()).toBe(1);
  });

  test("of a room that is called device is kept beside the device", async () => {
    const browser = await arrive(gateOf({ room: "device" }), scene.fairline.admit(300, "device"));
    expect([...browser.cookies.keys()].sort()).toEqual([
      "__Host-fairline-device",
      "__Host-fairline-room.device",
    ]);
    expect(await browser.open("/")).toMatchObject({ kind: "admitted", visit: { room: "device" } });
  });

  test("is good in one room only, where a site has several", async () => {
    const gate = gateOf({
      room: [
        { room: "shop", protect: ["/shop/*"] },
        { room: "expo", protect: ["/*"] },
      ],
    });
    const browser = await arrive(gate, scene.fairline.admit(), "/shop/x");
    expect(await browser.open("/shop/y")).toMatchObject({ kind: "admitted", visit: { room: "shop" } });
    expect(await browser.open("/expo")).toMatchObject({ why: "no_pass" });
  });
});

describe("while Fairline cannot be reached", () => {
  test("who is inside stays until the pass's own end, and whoever asks does not wait each time", async () => {
    const browser = await arrive(gateOf(), scene.fairline.admit(60));
    scene.fairline.isDown = true;
    clock.pass(31);
    for (let count = 0; count < 5; count += 1)
      expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
    expect(renewals()).toBe(1);
    expect(troubles).toMatchObject([{ kind: "unreachable", what: "renew" }]);
    clock.pass(29);
    expect(await browser.open("/")).toMatchObject({ why: "unreachable" });
  });

  test("a pass that has ended is kept: another gate may have given its visitor more time", async () => {
    const visit = scene.fairline.admit(60);
    const browser = await arrive(gateOf(), visit);
    visit.endsAtMs += 60_000;
    scene.fairline.isDown = true;
    clock.pass(61);
    expect(await browser.open("/")).toMatchObject({ why: "unreachable" });
    scene.fairline.isDown = false;
    clock.pass(2);
    expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  });

  test("a renewal that its runtime has cancelled holds nobody up for longer than four seconds", async () => {
    let isCancelled = false;
    const ask: typeof fetch = (...args) => (isCancelled ? new Promise(() => {}) : fetch(...args));
    const browser = await arrive(gateOf({ fetch: ask }));
    clock.pass(31);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      isCancelled = true;
      const waiting = Promise.all([browser.open("/"), browser.open("/")]);
      await vi.advanceTimersByTimeAsync(4000);
      expect(await waiting).toMatchObject([{ setCookies: [] }, { setCookies: [] }]);
    } finally {
      vi.useRealTimers();
    }
    isCancelled = false;
    clock.pass(4);
    const renewed = await browser.open("/");
    expect(renewed.kind === "admitted" && renewed.setCookies).toHaveLength(1);
  });

  test("nobody goes on after the lease, where the site says so", async () => {
    const browser = await arrive(gateOf({ whenUnreachable: "refuse" }));
    scene.fairline.isDown = true;
    expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
    clock.pass(31);
    const refused = await browser.open("/");
    expect(refused).toMatchObject({ why: "unreachable" });
    expect(refused.kind === "answered" && refused.response.status).toBe(503);
    scene.fairline.isDown = false;
    clock.pass(3);
    expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  });

  test("a gate that has just started lets nobody in, and asks again after two seconds", async () => {
    const cookies = (await arrive(gateOf())).cookies;
    scene.fairline.isDown = true;
    const browser = browserOf(gateOf());
    browser.keep([...cookies].map(([name, value]) => `${name}=${value}`));
    expect(await browser.open("/")).toMatchObject({ why: "unreachable" });
    scene.fairline.isDown = false;
    expect(await browser.open("/")).toMatchObject({ why: "unreachable" });
    clock.pass(2);
    expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  });
});

test("an answer that does not end is read no further than any of Fairline's goes, and is told", async () => {
  let sent = 0;
  let isCancelled = false;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 200) controller.close();
        else controller.enqueue(new Uint8Array(16_384).fill(32));
      },
      cancel() {
        isCancelled = true;
      },
    });
  const browser = browserOf(gateOf({ fetch: async () => new Response(endless()) }));
  await browser.open("/");
  expect(await browser.open("/?fairline-code=some")).toMatchObject({ why: "unreachable" });
  expect([isCancelled, sent < 10]).toEqual([true, true]);
  expect(troubles).toEqual([{ kind: "unreachable", what: "exchange", error: "more than 65536 bytes" }]);
});
