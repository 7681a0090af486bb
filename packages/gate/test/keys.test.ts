import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createGate } from "../src/index.ts";
import { arrive, browserOf } from "./support/browser.ts";
import { type Clock, testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";
import { newSigningKey, sign } from "./support/tokens.ts";

let clock: Clock;
let fairline: FakeFairline;

beforeAll(async () => {
  clock = testClock();
  fairline = await startFakeFairline(clock);
});
afterAll(() => fairline.stop());
beforeEach(() => {
  fairline.isDown = false;
  fairline.calls.length = 0;
});

const gateOf = () =>
  createGate({ url: fairline.url, room: "shop", nowMs: clock.nowMs, api: { bearer: true } });
const asked = () => fairline.calls.filter((call) => call.endsWith("jwks.json")).length;
const bearer = (pass: string) => ({ headers: { accept: "*/*", authorization: `Bearer ${pass}` } });

test("a key that is changed loses nobody, before, during and after", async () => {
  const gate = gateOf();
  const visit = fairline.admit(40_000);
  const browser = await arrive(gate, fairline, visit);
  const old = fairline.signing;
  const next = await newSigningKey("next");

  fairline.keys = [old, next];
  fairline.signing = next;
  // Renewed with a key that the gate has not seen yet.
  clock.pass(31);
  expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  // Somebody who comes with one.
  expect(await (await arrive(gate, fairline)).open("/")).toMatchObject({ kind: "admitted" });

  fairline.keys = [next];
  clock.pass(700);
  expect(await browser.open("/")).toMatchObject({ kind: "admitted" });
  // Who has the old key signs nothing that counts, as soon as the keys have been asked for again in the background.
  let number = 1000;
  const withOldKey = async () => {
    number += 1;
    const claims = { iss: fairline.issuer, aud: "shop", sub: visit.sub, number, iat: 0, exp: 4e9 };
    return browserOf(gate).open("/", bearer(await sign(old, claims)));
  };
  await expect.poll(withOldKey).toMatchObject({ why: "forged" });
});

test("a renewal that is signed with a new key is understood at once, whatever keys strangers have named before", async () => {
  const gate = gateOf();
  const browser = await arrive(gate, fairline, fairline.admit(40_000));
  clock.pass(31);
  const strange = await sign({ ...(await newSigningKey("strange")) }, { iss: fairline.issuer, aud: "shop" });
  await browserOf(gate).open("/", bearer(strange));
  const next = await newSigningKey("newer");
  fairline.keys = [...fairline.keys, next];
  fairline.signing = next;
  const renewed = await browser.open("/");
  expect(renewed).toMatchObject({ kind: "admitted" });
  expect(renewed.kind === "admitted" && renewed.setCookies).toHaveLength(1);
});

test("keys that strangers invent make the gate ask once in 30 seconds, and no more", async () => {
  const gate = gateOf();
  for (const second of [0, 1, 20, 28]) {
    clock.pass(second === 0 ? 0 : 9);
    const strange = await newSigningKey(`invented-${second}`);
    const pass = await sign(strange, { iss: fairline.issuer, aud: "shop" });
    expect(await browserOf(gate).open("/", bearer(pass))).toMatchObject({ why: "forged" });
  }
  expect(asked()).toBe(1);
  clock.pass(4);
  const strange = await newSigningKey("invented-later");
  await browserOf(gate).open("/", bearer(await sign(strange, { iss: fairline.issuer, aud: "shop" })));
  expect(asked()).toBe(2);
});

test("keys are kept while Fairline cannot be reached, for newcomers, too", async () => {
  const gate = gateOf();
  const app = await fairline.passOf(fairline.admit(40_000));
  await arrive(gate, fairline);
  fairline.isDown = true;
  expect(await browserOf(gate).open("/", bearer(app))).toMatchObject({ kind: "admitted" });
  clock.pass(700);
  expect(await browserOf(gate).open("/", bearer(app))).toMatchObject({ kind: "admitted" });
});

test("keys are asked for again in the background after ten minutes, and nobody waits for that", async () => {
  const gate = gateOf();
  await arrive(gate, fairline);
  const before = asked();
  clock.pass(601);
  await arrive(gate, fairline);
  await expect.poll(asked).toBe(before + 1);
});

test("many requests to a gate that has just started ask for the keys once", async () => {
  const gate = gateOf();
  const app = await fairline.passOf(fairline.admit());
  const browser = browserOf(gate);
  await Promise.all(Array.from({ length: 20 }, () => browser.open("/", bearer(app))));
  expect(asked()).toBe(1);
});
