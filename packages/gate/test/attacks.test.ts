import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSetCookie } from "cookie";
import express from "express";
import { base64url, decodeJwt, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDesk } from "../src/cloudfront.ts";
import { protect } from "../src/express.ts";
import { createGate } from "../src/index.ts";
import { listening } from "./sites/listening.ts";
import type { Served } from "./sites/site.ts";
import { type RealFairline, startRealFairline } from "./support/room.ts";
import { type Answered, type Site, secret, sendRaw, startSite } from "./support/site.ts";
import { type Claims, type SigningKey, sign } from "./support/tokens.ts";

/** The list of attacks, each refused: against a real Fairline and a real site, over HTTP. */

let site: Site;
let fairline: RealFairline;
/** What this Fairline signs with; no attacker has it, but some mistakes only who has it can make. */
let signing: SigningKey;

beforeAll(async () => {
  site = await startSite();
  const returnAddresses = [`${site.url}/`];
  fairline = await startRealFairline({
    shop: { slots: 50, slotSeconds: 600, tickSeconds: 1, returnAddresses },
    expo: { slots: 50, slotSeconds: 600, tickSeconds: 1, returnAddresses },
    brief: { slots: 50, slotSeconds: 8, tickSeconds: 1, returnAddresses },
  });
  signing = await keyOfFairline();
  site.gate = createGate({ url: fairline.url, room: "shop", bypass: { paths: ["/about/*"] } });
});
afterAll(async () => {
  await fairline.stop();
  await site.stop();
});

async function keyOfFairline(): Promise<SigningKey> {
  const [jwk] = JSON.parse(process.env.PASS_KEYS ?? "").keys;
  const { d: _, ...publicJwk } = jwk;
  const privateKey = await importJWK(jwk, "ES256");
  if (privateKey instanceof Uint8Array) throw new Error("The key of passes is no ES256 key.");
  return { kid: jwk.kid, privateKey, publicJwk };
}

/** What a browser keeps of the site. */
interface Device {
  readonly device: string;
  pass?: string;
}

const cookiesOf = ({ device, pass }: Device) =>
  `fairline-device=${device}${pass === undefined ? "" : `; fairline-shop=${pass}`}`;
const challengeOf = (device: string) => createHash("sha256").update(device).digest("base64url");
const newDevice = (): Device => ({ device: randomBytes(32).toString("base64url") });
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The way of an honest visitor, up to the code. */
async function codeFor(device: string): Promise<{ code: string; location: string }> {
  const pass = await fairline.turn("shop");
  const response = await fairline.code("shop", pass, `${site.url}/checkout`, challengeOf(device));
  expect(response.status).toBe(201);
  return response.json() as Promise<{ code: string; location: string }>;
}

/** The exchange that the gate makes, for what an attacker does with a pass of another room. */
async function exchanged(room: string, device: string): Promise<string> {
  const pass = await fairline.turn(room);
  const handed = await fairline.code(room, pass, `${site.url}/`, challengeOf(device));
  const { code } = (await handed.json()) as { code: string };
  const response = await fetch(`${fairline.url}/rooms/${room}/passes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, verifier: device }),
  });
  return ((await response.json()) as { pass: string }).pass;
}

async function honestVisitor(): Promise<Required<Device>> {
  const { device } = newDevice();
  const { location } = await codeFor(device);
  const arrived = await site.send(location.slice(site.url.length), { cookie: cookiesOf({ device }) });
  expect(arrived.status).toBe(303);
  const cookies = arrived.headers.getSetCookie().map((text) => parseSetCookie(text));
  const pass = cookies.find(({ name }) => name === "fairline-shop")?.value ?? "";
  return { device, pass };
}

/** A pass as Fairline would have signed it for this device, but for what is different. */
function passOf(device: string, different: Claims = {}, header: object = {}): Promise<string> {
  const good = {
    iss: "fairline-local",
    aud: "shop",
    sub: "1.1",
    number: 1,
    iat: nowSeconds(),
    exp: nowSeconds() + 600,
    device: challengeOf(device),
  };
  return sign(signing, { ...good, ...different }, header);
}

async function show({ device, pass }: Device, path = "/checkout"): Promise<Answered> {
  return site.send(path, { cookie: cookiesOf({ device, ...(pass !== undefined && { pass }) }) });
}

/** The letter that differs in the lowest of its six bits. */
function nextLetter(letter: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return letters[letters.indexOf(letter) ^ 1] ?? "";
}

/** The answer to whoever has no visit: to the room, with nothing of the site in it. */
function expectRefused(answer: Answered): void {
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toMatch(new RegExp(`^${fairline.url}/r/shop#return=`));
  expect(answer.body).not.toContain(secret);
}

test("before all: an honest visitor gets in, so that what follows is refused for what it is", async () => {
  const visitor = await honestVisitor();
  const inside = await show(visitor);
  expect(inside).toMatchObject({ status: 200, body: secret });
  const { device } = newDevice();
  expect(await show({ device, pass: await passOf(device) })).toMatchObject({ status: 200, body: secret });
});

describe("forged and altered passes", () => {
  test("forged: signed with another key that names Fairline's", async () => {
    const { device } = newDevice();
    const { privateKey } = await generateKeyPair("ES256");
    const claims = decodeJwt(await passOf(device));
    const pass = await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: signing.kid, typ: "JWT" })
      .sign(privateKey);
    expectRefused(await show({ device, pass }));
  });

  test("forged: brings its own key in its header", async () => {
    const { device } = newDevice();
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(publicKey);
    for (const header of [
      { jwk },
      { jwk, kid: signing.kid },
      { kid: "own", jku: `${site.url}/about/jwks.json` },
    ]) {
      const pass = await new SignJWT(decodeJwt(await passOf(device)))
        .setProtectedHeader({ alg: "ES256", typ: "JWT", ...header })
        .sign(privateKey);
      expectRefused(await show({ device, pass }));
    }
  });

  test.each<[string, Claims]>([
    ["a later end", { exp: nowSeconds() + 86_400 }],
    ["another number", { number: 2 }],
    ["another room", { aud: "expo" }],
    ["another device", { device: challengeOf("x") }],
  ])("altered: %s under an honest signature", async (_, change) => {
    const { device } = newDevice();
    const [header, payload = "", signature] = (await passOf(device)).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const altered = Buffer.from(JSON.stringify({ ...claims, ...change })).toString("base64url");
    expectRefused(await show({ device, pass: `${header}.${altered}.${signature}` }));
  });

  test("altered: one bit of the signature", async () => {
    const { device } = newDevice();
    const [header, payload, signature = ""] = (await passOf(device)).split(".");
    const bytes = Buffer.from(signature, "base64url");
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    expectRefused(await show({ device, pass: `${header}.${payload}.${bytes.toString("base64url")}` }));
  });

  test.each<[string, (pass: string) => string]>([
    ["a space in its signature", (pass) => `${pass.slice(0, -10)} ${pass.slice(-10)}`],
    ["a space in its claims", (pass) => pass.replace(".", ". ")],
    ["padding", (pass) => `${pass}==`],
    ["bits that its signature leaves over", (pass) => pass.slice(0, -1) + nextLetter(pass.slice(-1))],
    ["a letter too many", (pass) => `${pass}A`],
  ])("altered: %s, which readers of base64 skip", async (_, alter) => {
    const { device } = newDevice();
    const gate = createGate({ url: fairline.url, room: "shop" });
    const pass = alter(await passOf(device));
    expectRefused(await show({ device, pass }));
    const request = new Request(site.url, { headers: { cookie: cookiesOf({ device, pass }) } });
    expect(await gate.decide(request)).toMatchObject({ why: "forged" });
    expect(await gate.complete(request)).toMatchObject({ kind: "no_visit" });
  });

  test.each(["none", "None", "NONE", "nOnE"])("alg %s: no signature at all", async (alg) => {
    const { device } = newDevice();
    const claims = base64url.encode(JSON.stringify(decodeJwt(await passOf(device))));
    const header = base64url.encode(JSON.stringify({ alg, kid: signing.kid, typ: "JWT" }));
    for (const signature of ["", "AA"])
      expectRefused(await show({ device, pass: `${header}.${claims}.${signature}` }));
  });

  test("HS/RS confusion: Fairline's public key as the secret of HS256", async () => {
    const { device } = newDevice();
    const claims = decodeJwt(await passOf(device));
    const publicKey = await importJWK(signing.publicJwk, "ES256", { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error("No public key.");
    const secrets = [
      await exportSPKI(publicKey),
      JSON.stringify(signing.publicJwk),
      signing.publicJwk.x ?? "",
    ];
    for (const text of secrets) {
      const pass = await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: signing.kid, typ: "JWT" })
        .sign(new TextEncoder().encode(text));
      expectRefused(await show({ device, pass }));
    }
  });

  test.each(["RS256", "PS256", "ES384", "EdDSA"])(
    "HS/RS confusion: signed by %s under the name of Fairline's key",
    async (alg) => {
      const { device } = newDevice();
      const { privateKey } = await generateKeyPair(alg);
      const pass = await new SignJWT(decodeJwt(await passOf(device)))
        .setProtectedHeader({ alg, kid: signing.kid, typ: "JWT" })
        .sign(privateKey);
      expectRefused(await show({ device, pass }));
    },
  );

  test("another kind of token of the same Fairline: what resumes a place is no pass", async () => {
    const { device } = newDevice();
    expectRefused(await show({ device, pass: await passOf(device, {}, { typ: "resume+jwt" }) }));
  });
});

describe("passes that were good elsewhere, or at another time", () => {
  test("other room's: a visit to the expo is none to the shop", async () => {
    const { device } = newDevice();
    const pass = await exchanged("expo", device);
    expect(decodeJwt(pass).aud).toBe("expo");
    expectRefused(await show({ device, pass }));
  });

  test("other room's: a code of the expo is none of the shop", async () => {
    const { device } = newDevice();
    const pass = await fairline.turn("expo");
    const handed = await fairline.code("expo", pass, `${site.url}/`, challengeOf(device));
    const { code } = (await handed.json()) as { code: string };
    expectRefused(await show({ device }, `/checkout?fairline-code=${code}`));
  });

  test("other issuer's: the same key, another Fairline", async () => {
    const { device } = newDevice();
    expectRefused(await show({ device, pass: await passOf(device, { iss: "fairline-staging" }) }));
  });

  test("expired: the visit's end has come", async () => {
    const { device } = newDevice();
    const gate = createGate({ url: fairline.url, room: "brief" });
    const cookie = `fairline-device=${device}; fairline-brief=${await exchanged("brief", device)}`;
    const request = new Request(`${site.url}/checkout`, { headers: { cookie } });
    expect(await gate.decide(request)).toMatchObject({ kind: "admitted" });
    await expect.poll(() => gate.decide(request), { timeout: 20_000 }).toMatchObject({ why: "expired" });
  });

  test("expired: also one of the right room and device, of a visit that nobody knows any longer", async () => {
    const { device } = newDevice();
    const over = { sub: "1.4000", number: 4000, iat: nowSeconds() - 600, exp: nowSeconds() };
    expectRefused(await show({ device, pass: await passOf(device, over) }));
  });

  test("not yet valid: issued in an hour", async () => {
    const { device } = newDevice();
    const iat = nowSeconds() + 3600;
    expectRefused(await show({ device, pass: await passOf(device, { iat, exp: iat + 600 }) }));
    expectRefused(await show({ device, pass: await passOf(device, { nbf: iat }) }));
  });

  test("ended: a visit that was completed cannot be used again", async () => {
    const visitor = await honestVisitor();
    expect((await show(visitor)).status).toBe(200);
    const request = new Request(`${site.url}/checkout`, { headers: { cookie: cookiesOf(visitor) } });
    expect(await site.gate?.complete(request)).toMatchObject({ kind: "completed" });
    expectRefused(await show(visitor));
    // Nor at a gate that has not heard of its end, once the lease is over.
    const elsewhere = createGate({ url: fairline.url, room: "shop", nowMs: () => Date.now() + 30_000 });
    expect(await elsewhere.decide(request)).toMatchObject({ why: "ended" });
  });
});

describe("replayed on another device after the hand-over", () => {
  test("the pass: copied alone, it lets nobody in", async () => {
    const { pass } = await honestVisitor();
    expectRefused(await show({ ...newDevice(), pass }));
    expectRefused(await site.send("/checkout", { cookie: `fairline-shop=${pass}` }));
  });

  test("the code: on another device it is worth nothing, and is used up", async () => {
    const { device } = newDevice();
    const { code } = await codeFor(device);
    expectRefused(await show(newDevice(), `/checkout?fairline-code=${code}`));
    expectRefused(await show({ device }, `/checkout?fairline-code=${code}`));
  });

  test("the code: a second time it is worth nothing, also on its own device", async () => {
    const { device } = newDevice();
    const { code } = await codeFor(device);
    expect((await show({ device }, `/checkout?fairline-code=${code}`)).status).toBe(303);
    expectRefused(await show({ device }, `/checkout?fairline-code=${code}`));
  });

  test("the code: brought twice at the same moment, it lets one in", async () => {
    const { device } = newDevice();
    const { code } = await codeFor(device);
    const both = await Promise.all([1, 2].map(() => show({ device }, `/checkout?fairline-code=${code}`)));
    expect(both.map(({ status }) => status).sort()).toEqual([302, 303]);
  });

  test("the pass of the room's page: in a cookie of the site it lets nobody in", async () => {
    expectRefused(await show({ ...newDevice(), pass: await fairline.turn("shop") }));
  });

  test("the pass: it asks for no code for another device", async () => {
    const { pass } = await honestVisitor();
    const response = await fairline.code("shop", pass, `${site.url}/`, challengeOf(newDevice().device));
    expect(response.status).toBe(422);
  });
});

describe("what is put in", () => {
  test("oversized tokens: are refused before anything of them is read", async () => {
    const { device, pass } = await honestVisitor();
    for (const long of ["A".repeat(2049), `${pass}${"A".repeat(2048)}`, ".".repeat(10_000)]) {
      expectRefused(await show({ device, pass: long }));
      const request = new Request(site.url, { headers: { cookie: cookiesOf({ device, pass: long }) } });
      expect(await site.gate?.decide(request)).toMatchObject({ why: "too_large" });
    }
  });

  test("oversized codes, and codes that are none: Fairline is not even asked", async () => {
    const asked: string[] = [];
    const gate = createGate({
      url: fairline.url,
      room: "shop",
      fetch(input, init) {
        asked.push(String(input));
        return fetch(input, init);
      },
    });
    const { device } = newDevice();
    const bring = (code: string) =>
      gate.decide(
        new Request(`${site.url}/?fairline-code=${code}`, { headers: { cookie: cookiesOf({ device }) } }),
      );
    for (const code of ["A".repeat(4000), "..%2f..%2fadmin", "a%0d%0ab", "<script>", ""])
      expect(await bring(code)).toMatchObject({ kind: "answered", why: "code_over" });
    expect(asked).toEqual([]);
    expect(await bring("unknown")).toMatchObject({ why: "code_over" });
    expect(asked).toEqual([`${fairline.url}/rooms/shop/passes`]);
  });

  test("header injection: nothing of an address ends a header line", async () => {
    for (const path of ["/checkout%0d%0aset-cookie:%20a=b", "/checkout?x=%0d%0alocation:%20//evil.example"]) {
      const answer = await site.send(path);
      expectRefused(answer);
      expect(answer.headers.getSetCookie().join()).not.toContain("a=b");
      expect(answer.headers.get("location")).not.toMatch(/[\r\n]/);
    }
  });

  test("header injection: a visitor's own `fairline-visit` admits nobody", async () => {
    for (const name of ["fairline-visit", "fairline", "fairline-pass", "fairline-site-key"])
      expectRefused(await site.send("/checkout", { [name]: "shop 1 2099-01-01T00:00:00.000Z" }));
  });

  test("cookie injection: what stands in a cookie reaches no header and no address", async () => {
    for (const device of ["x", "a\tb", "..%0d%0a", `"${"A".repeat(43)}"`, "A".repeat(129), "__proto__"]) {
      const answer = await site.send("/checkout", {
        cookie: `fairline-device=${device}; fairline-shop=${device}`,
      });
      expectRefused(answer);
      const kept = answer.headers.getSetCookie().map((text) => parseSetCookie(text));
      expect(kept.find(({ name }) => name === "fairline-device")?.value).toMatch(/^[\w-]{43}$/);
    }
  });

  test("cookie injection: a second cookie of the name does not come before the first", async () => {
    const visitor = await honestVisitor();
    const answer = await site.send("/checkout", { cookie: `${cookiesOf(visitor)}; fairline-shop=forged` });
    expect(answer.status).toBe(200);
  });

  test("cookie injection: on https no other host of the domain can put one in", async () => {
    const gate = createGate({ url: fairline.url, room: "shop", origin: "https://shop.example" });
    const { device } = newDevice();
    const pass = await passOf(device);
    const planted = new Request("http://10.0.0.7/", { headers: { cookie: cookiesOf({ device, pass }) } });
    expect(await gate.decide(planted)).toMatchObject({ why: "no_pass" });
    const own = `__Host-fairline-device=${device}; __Host-fairline-shop=${pass}`;
    expect(await gate.decide(new Request("http://10.0.0.7/", { headers: { cookie: own } }))).toMatchObject({
      kind: "admitted",
    });
  });

  test("another's visit: a link with somebody else's code signs nobody in", async () => {
    const attacker = newDevice();
    const { code } = await codeFor(attacker.device);
    const victim = await show(newDevice(), `/checkout?fairline-code=${code}`);
    expectRefused(victim);
    expect(victim.headers.getSetCookie().join()).not.toMatch(/fairline-shop=[^;]/);
  });
});

describe("where visitors are sent", () => {
  test("open redirect: the room sends nobody, and gives nobody a code, to an address that is not allowed", async () => {
    const pass = await fairline.turn("shop");
    const { host } = new URL(site.url);
    const elsewhere = [
      "https://evil.example/",
      `http://evil.example@${host}/`,
      `${site.url}@evil.example/`,
      `${site.url}.evil.example/`,
      `http://${host}\\@evil.example/`,
      `//evil.example/`,
      "javascript:alert(1)",
      `https://${host}/`,
    ];
    for (const returnTo of elsewhere) {
      const response = await fairline.code("shop", pass, returnTo, challengeOf("x"));
      expect(response.status, returnTo).toBe(422);
    }
  });

  const paths = ["//evil.example/x", "/.//evil.example", "//evil.example%2f..", "/%5cevil.example"];

  test("open redirect: the gate's own redirects lead to the room, or stay on the site", async () => {
    const { device, pass } = await honestVisitor();
    for (const path of paths) {
      const toRoom = await site.send(path);
      expect(new URL(toRoom.headers.get("location") ?? "").origin).toBe(fairline.url);
      const back = await site.send(`${path}?fairline-code=AAAA`, { cookie: cookiesOf({ device, pass }) });
      expect(back.status).toBe(303);
      expect(new URL(back.headers.get("location") ?? "", site.url).origin).toBe(site.url);
    }
  });

  test.each([
    ...paths,
    "/.//evil.example/x?y=1",
    "/x/..//evil.example",
    "/.\\\\evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
  ])("open redirect: the desk at CloudFront sends nobody elsewhere for %s", async (to) => {
    const { device, pass } = await honestVisitor();
    const desk = createDesk({ url: fairline.url, room: "shop", key: { id: "a", secret: "k".repeat(32) } });
    const address = `${site.url}/.fairline/enter?room=shop&to=${encodeURIComponent(to)}`;
    const answer = await desk(new Request(address, { headers: { cookie: cookiesOf({ device, pass }) } }));
    expect([307, 400]).toContain(answer.status);
    const location = answer.headers.get("location") ?? "/";
    expect(new URL(location, site.url).origin).toBe(site.url);
  });

  test("clickjacking: no answer of the gate may be framed", async () => {
    const { device } = newDevice();
    const answers = [
      await site.send("/checkout"),
      await site.send("/checkout", { accept: "application/json" }),
      await show({ device }, `/checkout?fairline-code=${(await codeFor(device)).code}`),
      await site.send("/checkout", { "user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([302, 401, 303, 503]);
    for (const { headers } of answers) {
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("cache poisoning", () => {
  test("cacheable answers: none of the gate's may be kept", async () => {
    for (const headers of [{}, { accept: "application/json" }]) {
      const answer = await site.send("/checkout", headers);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("vary")).toBe("Cookie");
    }
  });

  test("cacheable answers: what a visitor sees is kept for nobody else, whatever the site says", async () => {
    const { headers, body } = await show(await honestVisitor());
    expect(body).toBe(secret);
    expect(headers.get("cache-control")).toBe("private, max-age=3600");
    expect(headers.has("cdn-cache-control")).toBe(false);
    expect(headers.get("vary")).toContain("Cookie");
  });

  test.each([
    { host: "evil.example" },
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" },
    { forwarded: "host=evil.example;proto=https" },
    { "x-original-url": "/about/x", "x-rewrite-url": "/about/x" },
    { "x-forwarded-prefix": "/about" },
  ] as Record<string, string>[])(
    "Host and X-Forwarded-* headers: %j opens nothing, and sends nobody elsewhere",
    async (headers) => {
      const answer = await site.send("/checkout", headers);
      expectRefused(answer);
      const location = new URL(answer.headers.get("location") ?? "");
      const returnTo = new URLSearchParams(location.hash.slice(1)).get("return") ?? "";
      if (headers.host === undefined) expect(returnTo).toBe(`${site.url}/checkout`);
      // A Host is the visitor's own word: where it is another, the room does not take it for a return address.
      else
        expect(
          (await fairline.code("shop", await fairline.turn("shop"), returnTo, challengeOf("x"))).status,
        ).toBe(422);
    },
  );

  test("Host: the hand-over's last step stays on the host that the visitor is on", async () => {
    const { device } = newDevice();
    const { code } = await codeFor(device);
    const headers = { cookie: cookiesOf({ device }), host: "evil.example" };
    const back = await site.send(`/checkout?fairline-code=${code}`, headers);
    expect(back.status).toBe(303);
    expect(back.headers.get("location")).toBe("/checkout");
  });
});

describe("protected path in disguise", () => {
  beforeAll(() => {
    site.gate = createGate({
      url: fairline.url,
      room: "shop",
      protect: ["/checkout/*"],
      bypass: { paths: ["/about/*"] },
    });
  });
  afterAll(() => {
    site.gate = createGate({ url: fairline.url, room: "shop", bypass: { paths: ["/about/*"] } });
  });

  test("before all: what is not protected is there for everybody", async () => {
    expect(await site.send("/about/us")).toMatchObject({ status: 200, body: secret });
    expect(await site.send("/")).toMatchObject({ status: 200, body: secret });
  });

  test.each([
    ["case", "/CHECKOUT/pay"],
    ["case", "/Checkout"],
    ["%-encoding", "/%63heckout/pay"],
    ["%-encoding", "/checkout%2fpay"],
    ["%-encoding, twice", "/%2563heckout/pay"],
    ["%-encoding, three times", "/%252563heckout/pay"],
    ["%-encoding, not UTF-8", "/%ff/..%2fcheckout/pay"],
    ["//", "//checkout/pay"],
    ["//", "/checkout//pay"],
    ["\\, encoded", "/about/%5ccheckout/..%5c..%5ccheckout/pay"],
    [". and ..", "/about/../checkout/pay"],
    [". and ..", "/./checkout/pay"],
    [". and .., encoded", "/about/%2e%2e/checkout/pay"],
    [". and .., encoded twice", "/about/%252e%252e/checkout/pay"],
    [". and .., encoded with its slash", "/about/..%2fcheckout/pay"],
    [";", "/checkout;jsessionid=1/pay"],
    [";", "/about/..;/checkout/pay"],
    ["a NUL", "/checkout%00.css"],
    ["an asset's ending", "/checkout/pay.css"],
    ["an asset's ending", "/checkout/tickets/1.png"],
    ["an asset's ending", "/checkout/.ico"],
    ["the name of an asset", "/checkout/pay;x=.css"],
    ["the name of an asset", "/checkout/pay%2f.css"],
    ["full-width letters", "/%EF%BD%83heckout/pay"],
  ])("by %s: %s", async (_, path) => {
    const before = site.reached.length;
    expectRefused(await site.send(path));
    expect(site.reached.length).toBe(before);
  });

  test.each(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("by method: %s", async (method) => {
    const before = site.reached.length;
    const { status } = await site.send("/checkout/pay", { accept: "*/*" }, method);
    expect(status).toBe(401);
    expect(site.reached.length).toBe(before);
  });

  test("by a crawler's name: it gets no page", async () => {
    const answer = await site.send("/checkout/pay", {
      "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)",
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answer.body).not.toContain(secret);
  });
});

describe("protected path in disguise, as Express and Node read it", () => {
  const sites: Served[] = [];
  let folder: string;
  let files: string;
  let plain: string;
  let decoding: string;
  /** With a room for the shop, and one for the sale. */
  let bothFiles: string;
  let bothPlain: string;

  async function serve(site: RequestListener): Promise<string> {
    const served = await listening(createServer(site).listen(0, "127.0.0.1"));
    sites.push(served);
    return served.url;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gate-attacks-"));
    for (const name of ["sale", "my sale", "café"]) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, "page.html"), secret);
    }
    await writeFile(join(folder, "about.html"), secret);
    const protectedPaths = ["/sale/*", "/shop/sale/*", "/shop/a/sale/*", "/my%20sale/*", "/caf%C3%A9/*"];
    const guard = protect(createGate({ url: fairline.url, room: "shop", protect: protectedPaths }));
    files = await serve(express().use(guard).use(express.static(folder)));
    // As many a site without a framework does.
    const routed =
      (by: typeof guard): RequestListener =>
      (asked, response) => {
        void by(asked, response, () => {
          const { pathname } = new URL(asked.url ?? "/", "http://site.example");
          response.end(/^(?:\/shop(?:\/a)?)?\/sale\/|^\/about/.test(pathname) ? secret : "nothing");
        });
      };
    plain = await serve(routed(guard));
    decoding = await serve((asked, response) => {
      void guard(asked, response, () => {
        const { pathname } = new URL(decodeURI(asked.url ?? "/"), "http://site.example");
        response.end(/^\/sale(?:\/|$)/.test(pathname) ? secret : "nothing");
      });
    });
    const room = [
      { room: "shop", protect: ["/shop/*"] },
      { room: "expo", protect: ["/sale/*"] },
    ];
    const guardOfBoth = protect(createGate({ url: fairline.url, room }));
    bothFiles = await serve(express().use(guardOfBoth).use(express.static(folder)));
    bothPlain = await serve(routed(guardOfBoth));
  });
  afterAll(async () => {
    for (const one of sites) await one.close();
    await rm(folder, { recursive: true });
  });

  test("before all: what is not protected is there for everybody", async () => {
    for (const url of [files, plain])
      expect(await sendRaw(url, "/about.html")).toMatchObject({ status: 200, body: secret });
  });

  test.each([
    ["/sale/page.html"],
    ["/x%3f/../sale/page.html"],
    ["/x%23/../sale/page.html"],
    ["/x%253f/../sale/page.html"],
    ["/x%3f%2f..%2fsale/page.html"],
    ["/x%3f/%2e%2e/sale/page.html"],
    ["/m%79%20sale/page.html"],
    ["/%63af%C3%A9/page.html"],
  ])("express.static: %s", async (path) => {
    const answer = await sendRaw(files, path);
    expectRefused(answer);
  });

  test.each([
    ["/sale/1"],
    ["//x/sale/1"],
    ["///x/sale/1"],
    ["/\\x/sale/1"],
    ["/x%3f/../sale/1"],
    ["/x%00/../sale/1"],
    ["/shop/b%2fc/../sale/1"],
    ["/shop/a//../sale/1"],
    ["http://other.example//x/sale/1"],
  ])("a server that routes by `new URL`: %s", async (path) => {
    expectRefused(await sendRaw(plain, path));
  });

  test("before all: with two rooms, a visit in one opens what is that room's", async () => {
    const { device } = newDevice();
    const cookie = cookiesOf({ device, pass: await passOf(device) });
    expect(await sendRaw(bothPlain, "/shop/sale/1", { cookie })).toMatchObject({ status: 200, body: secret });
    expect((await sendRaw(bothPlain, "/sale/1", { cookie })).status).toBe(302);
  });

  test.each([
    ["/shop/../sale/page.html"],
    ["/shop/%2e%2e/sale/page.html"],
    ["/x%3f/../sale/page.html"],
    ["/shop/..%2fsale/page.html"],
    ["/shop%2f..%2fsale/page.html"],
    ["/shop/%252e%252e/sale/page.html"],
    ["//x/sale/page.html"],
    ["/\\x/sale/page.html"],
    ["//x/../sale/page.html"],
    ["/shop/..;/sale/page.html"],
    ["/files/a%2fb"],
  ])("another room's, with a visit in the first of two: %s", async (path) => {
    const { device } = newDevice();
    const cookie = cookiesOf({ device, pass: await passOf(device) });
    for (const url of [bothFiles, bothPlain]) {
      const answer = await sendRaw(url, path, { cookie });
      expect([answer.status, answer.body]).toEqual([400, ""]);
    }
  });

  test.each([["/%09sale/1"], ["/sa%0ale/1"], ["/sale%0d"], ["/sale%20"], ["/x/%2e%0a%2e/sale/1"]])(
    "a server that decodes before it parses: %s",
    async (path) => {
      expectRefused(await sendRaw(decoding, path));
    },
  );

  test.each([["/x#/../sale/1"], ["http:\\\\x/sale/1"], ["http:///x/sale/1"]])(
    "what is no target of a request: %s",
    async (path) => {
      const answer = await sendRaw(plain, path);
      expect([answer.status, answer.body]).toEqual([400, ""]);
    },
  );
});

test("direct call to the site's API: refused with a problem that says where the room is", async () => {
  const before = site.reached.length;
  const answer = await site.send("/api/orders", { accept: "application/json" }, "POST");
  expect(answer.status).toBe(401);
  expect(answer.headers.get("retry-after")).toBe("5");
  expect(JSON.parse(answer.body)).toMatchObject({ code: "no_pass", room: `${fairline.url}/r/shop` });
  expect(site.reached.length).toBe(before);
});

test("direct call to the site's API: a pass in Authorization or in the query is none where the site has not asked for it", async () => {
  const pass = await fairline.turn("shop");
  const headers = { accept: "application/json", authorization: `Bearer ${pass}` };
  for (const path of ["/api/orders", `/api/orders?fairline-shop=${pass}`, `/api/orders?pass=${pass}`])
    expect((await site.send(path, headers)).status).toBe(401);
});
