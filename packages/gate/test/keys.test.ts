import { describe, expect, test, vi } from "vitest";
import type { Gate } from "../src/index.ts";
import { arrive, browserOf } from "./support/browser.ts";
import { sceneOf } from "./support/scene.ts";
import { newSigningKey, sign } from "./support/tokens.ts";

const scene = sceneOf({ api: { bearer: true } });
const { clock, troubles, gateOf } = scene;
const decided = (gate: Gate, app = "") => browserOf(gate).open("/", bearer(app));
const asked = () => scene.fairline.calls.filter((call) => call.endsWith("jwks.json")).length;
const bearer = (pass: string) => ({ headers: { accept: "*/*", authorization: `Bearer ${pass}` } });

test("a key that is changed loses nobody, before, during and after", async () => {
  const gate = gateOf();
  const visit = scene.fairline.admit(40_000);
  const browser = await arrive(gate, scene.fairline, visit);
  const old = scene.fairline.signing;
  const next = await newSigningKey("next");

  scene.fairline.keys = [old, next];
  scene.fairline.signing = next;
  // Renewed with a key that the gate has not seen yet.
  clock.pass(31);
  expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  // Somebody who comes with one.
  expect(await (await arrive(gate, scene.fairline)).open("/")).toMatchObject({ kind: "admitted" });

  clock.pass(31);
  expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  scene.fairline.keys = [next];
  clock.pass(700);
  expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  // Who has the old key signs nothing that counts any more: the keys have been asked for again.
  const claims = { iss: scene.fairline.issuer, aud: "shop", sub: visit.sub, number: 1000, iat: 0, exp: 4e9 };
  expect(await decided(gate, await sign(old, claims))).toMatchObject({ why: "forged" });
});

test("a renewal that is signed with a new key is understood at once, whatever keys strangers have named before", async () => {
  const gate = gateOf();
  const browser = await arrive(gate, scene.fairline, scene.fairline.admit(40_000));
  clock.pass(31);
  const strange = await sign(
    { ...(await newSigningKey("strange")) },
    { iss: scene.fairline.issuer, aud: "shop" },
  );
  await browserOf(gate).open("/", bearer(strange));
  const next = await newSigningKey("newer");
  scene.fairline.keys = [...scene.fairline.keys, next];
  scene.fairline.signing = next;
  const renewed = await browser.open("/");
  expect(renewed).toMatchObject({ kind: "admitted" });
  expect(renewed.kind === "admitted" && renewed.setCookies).toHaveLength(1);
});

test("keys that strangers invent make the gate ask once in 30 seconds, and no more", async () => {
  const gate = gateOf();
  for (const second of [0, 1, 20, 28]) {
    clock.pass(second === 0 ? 0 : 9);
    const strange = await newSigningKey(`invented-${second}`);
    const pass = await sign(strange, { iss: scene.fairline.issuer, aud: "shop" });
    expect(await browserOf(gate).open("/", bearer(pass))).toMatchObject({ why: "forged" });
  }
  expect(asked()).toBe(1);
  clock.pass(4);
  const strange = await newSigningKey("invented-later");
  await browserOf(gate).open("/", bearer(await sign(strange, { iss: scene.fairline.issuer, aud: "shop" })));
  expect(asked()).toBe(2);
});

test("keys are kept while Fairline cannot be reached, for newcomers, too", async () => {
  const gate = gateOf();
  const app = await scene.fairline.passOf(scene.fairline.admit(40_000));
  await arrive(gate, scene.fairline);
  scene.fairline.isDown = true;
  expect(await browserOf(gate).open("/", bearer(app))).toMatchObject({ kind: "admitted" });
  clock.pass(700);
  expect(await browserOf(gate).open("/", bearer(app))).toMatchObject({ kind: "admitted" });
});

test("keys are asked for again after ten minutes, by one request, and nobody else waits for that", async () => {
  const gate = gateOf();
  const apps = await Promise.all(
    Array.from({ length: 5 }, () => scene.fairline.passOf(scene.fairline.admit(40_000))),
  );
  await arrive(gate, scene.fairline);
  const before = asked();
  clock.pass(601);
  const arrived: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  scene.fairline.beforeKeys = () => held;
  const first = decided(gate, apps[0]).then(() => arrived.push("first"));
  await expect.poll(asked).toBe(before + 1);
  for (const app of apps.slice(1)) arrived.push((await decided(gate, app)).kind);
  release();
  await first;
  expect(arrived).toEqual(["admitted", "admitted", "admitted", "admitted", "first"]);
  expect(asked()).toBe(before + 1);
});

test("a key that is first seen when the keys are old is waited for: a rotation sends nobody away", async () => {
  const gate = gateOf();
  await arrive(gate, scene.fairline);
  const next = await newSigningKey("after-a-quiet-night");
  scene.fairline.keys = [...scene.fairline.keys, next];
  scene.fairline.signing = next;
  clock.pass(601);
  const apps = await Promise.all(
    Array.from({ length: 3 }, () => scene.fairline.passOf(scene.fairline.admit())),
  );
  const before = asked();
  const decisions = await Promise.all(apps.map((app) => decided(gate, app)));
  expect(decisions.map(({ kind }) => kind)).toEqual(["admitted", "admitted", "admitted"]);
  expect(asked()).toBe(before + 1);
});

test("a key that the gate cannot ask about is no forged one: the pass is kept until Fairline is back", async () => {
  const gate = gateOf();
  await arrive(gate, scene.fairline);
  const next = await newSigningKey("during-an-outage");
  scene.fairline.keys = [...scene.fairline.keys, next];
  scene.fairline.signing = next;
  const app = await scene.fairline.passOf(scene.fairline.admit());
  scene.fairline.isDown = true;
  clock.pass(31);
  expect(await decided(gate, app)).toMatchObject({ why: "unreachable" });
  scene.fairline.isDown = false;
  clock.pass(2);
  expect(await decided(gate, app)).toMatchObject({ kind: "admitted" });
});

test("a call that its runtime has cancelled holds nobody up for longer than four seconds", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    let isCancelled = true;
    const ask: typeof fetch = (...args) => (isCancelled ? new Promise(() => {}) : fetch(...args));
    const gate = gateOf({ fetch: ask });
    const app = await scene.fairline.passOf(scene.fairline.admit());
    const waiting = Promise.all([decided(gate, app), decided(gate, app)]);
    await vi.advanceTimersByTimeAsync(4000);
    expect(await waiting).toMatchObject([{ why: "unreachable" }, { why: "unreachable" }]);
    isCancelled = false;
    clock.pass(4);
    expect(await decided(gate, app)).toMatchObject({ kind: "admitted" });
  } finally {
    vi.useRealTimers();
  }
});

test("many requests to a gate that has just started ask for the keys once", async () => {
  const gate = gateOf();
  const app = await scene.fairline.passOf(scene.fairline.admit());
  const browser = browserOf(gate);
  await Promise.all(Array.from({ length: 20 }, () => browser.open("/", bearer(app))));
  expect(asked()).toBe(1);
});

describe("a key that leaked, and was dropped", () => {
  /** Somebody has the old key, and signs passes for ever; an honest visitor is inside. */
  async function afterLeak(gate: Gate) {
    const leaked = await newSigningKey(`leaked-${scene.fairline.keys.length}-${clock.nowMs()}`);
    const next = await newSigningKey(`next-${clock.nowMs()}`);
    scene.fairline.keys = [leaked, next];
    scene.fairline.signing = next;
    const honest = scene.fairline.admit(200_000);
    const app = await scene.fairline.passOf(honest);
    const nowSeconds = clock.nowMs() / 1000;
    const claims = {
      iss: scene.fairline.issuer,
      aud: "shop",
      sub: honest.sub,
      number: 1,
      iat: nowSeconds,
      exp: 4e9,
    };
    const forged = await sign(leaked, claims);
    expect(await decided(gate, app)).toMatchObject({ kind: "admitted" });
    expect(await decided(gate, forged)).toMatchObject({ kind: "admitted" });
    scene.fairline.keys = [next];
    return { app, forged };
  }
  const renewals = () => scene.fairline.calls.filter((call) => call.endsWith("/renew")).length;

  test("lets nobody in after the lease, and stands in nobody else's way", async () => {
    const gate = gateOf();
    const { app, forged } = await afterLeak(gate);
    clock.pass(31);
    expect(await decided(gate, forged)).toMatchObject({ why: "forged" });
    expect(renewals()).toBe(1);
    // Asked about once, also if it is shown again and again.
    expect(await decided(gate, forged)).toMatchObject({ why: "forged" });
    expect(renewals()).toBe(1);
    expect(await decided(gate, app)).toMatchObject({ kind: "admitted" });
    expect(renewals()).toBe(2);
    expect(troubles).toEqual([]);
  });

  test("lets nobody in as soon as the gate has the new keys, whatever it remembers", async () => {
    const gate = gateOf({ leaseSeconds: 600 });
    const { forged } = await afterLeak(gate);
    clock.pass(31);
    // A name that nobody knows makes the gate ask.
    const strange = await sign(await newSigningKey("strange"), { iss: scene.fairline.issuer, aud: "shop" });
    expect(await decided(gate, strange)).toMatchObject({ why: "forged" });
    expect(await decided(gate, forged)).toMatchObject({ why: "forged" });
    expect(renewals()).toBe(0);
  });

  test("lets nobody in for longer than a visit can last, while Fairline cannot be reached", async () => {
    const gate = gateOf();
    const { forged } = await afterLeak(gate);
    scene.fairline.isDown = true;
    clock.pass(42_999);
    expect(await decided(gate, forged)).toMatchObject({ kind: "admitted" });
    clock.pass(1);
    expect(await decided(gate, forged)).toMatchObject({ kind: "answered" });
  });
});

test("a firewall's 403 is no word about the pass", async () => {
  const blocked: typeof fetch = async (input, init) =>
    String(input).endsWith("/renew")
      ? new Response("<h1>Forbidden</h1>", { status: 403 })
      : fetch(input, init);
  const gate = gateOf({ fetch: blocked });
  const app = await scene.fairline.passOf(scene.fairline.admit());
  clock.pass(31);
  expect(await decided(gate, app)).toMatchObject({ kind: "admitted" });
});
