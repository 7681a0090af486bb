import { generateKeyPairSync, sign } from "node:crypto";
import * as z from "zod";
import { expect, serve, test } from "./support/test.ts";

const PublishedKeys = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });

const server = serve({
  shop: { slots: 1, slotSeconds: 20, tickSeconds: 1 },
  brief: { slots: 1, slotSeconds: 2, tickSeconds: 1 },
  formal: { slots: 1, slotSeconds: 20, tickSeconds: 1 },
  other: { slots: 1, slotSeconds: 20, tickSeconds: 1 },
});

/** Asks for a reservation as the protected site's own server would. */
async function reserve(room: string, pass: string | undefined, body: unknown = { email: "ada@example.com" }) {
  const response = await fetch(`${server.url}/rooms/${room}/reservations`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(pass && { authorization: `Bearer ${pass}` }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

test("a reservation in time through the form is confirmed, and calls the next visitor at once", async ({
  people,
}) => {
  const page = await people.arrive(server, "formal");
  await page.is("turn");
  const next = people.join(server, "formal");
  await next.reaches("waiting", 5000);
  await page.reserve("ada@example.com");
  await page.is("completed");
  await expect(page.main).toContainText("ada@example.com");
  await next.reaches("visiting", 3000);
  expect((await next.complete()).status).toBe(204);
});

test("a bad e-mail address is refused beside its field, and the turn goes on", async ({ people }) => {
  const page = await people.arrive(server, "formal");
  await page.is("turn");
  for (const [typed, says] of [
    ["not an address", /check the e-mail address/],
    ["", /enter an e-mail address/],
  ] as const) {
    await page.reserve(typed);
    await expect(page.email).toHaveAttribute("aria-invalid", "true");
    await expect(page.email).toHaveAccessibleDescription(says);
    await expect(page.reservation.getByTestId("refusal")).toBeVisible();
    await page.is("turn");
  }
  await page.reserve("  grace@example.com ");
  await page.is("completed");
});

test("a visitor who only says that it is done completes the visit", async ({ people }) => {
  const page = await people.arrive(server, "formal");
  await page.is("turn");
  await page.page.getByTestId("finish").click();
  await page.is("completed");
});

test("the form of a visitor whose time runs out is gone, and the page says so", async ({ people }) => {
  const page = await people.arrive(server, "brief");
  await page.is("turn");
  await page.is("expired");
  await expect(page.reservation).toBeHidden();
  await expect(page.page.getByTestId("join-again")).toBeVisible();
});

test("a pass is accepted once: 201, and 409 the second time", async ({ people }) => {
  const visitor = people.join(server, "shop");
  const { pass, number } = await visitor.reaches("visiting", 10_000);
  expect(await reserve("shop", pass)).toEqual({
    status: 201,
    body: { room: "shop", number, email: "ada@example.com" },
  });
  expect(await reserve("shop", pass)).toMatchObject({ status: 409, body: { code: "already_done" } });
  expect((await visitor.complete(pass)).status).toBe(409);
});

test("no pass, a forged one and one that is no pass at all get 401, and the visit goes on", async ({
  people,
}) => {
  const visitor = people.join(server, "shop");
  const { pass } = await visitor.reaches("visiting", 10_000);
  const [header = "", payload = "", signature = ""] = pass.split(".");
  const changed = encode({ ...decode(payload), sub: "1.9999", number: 9999 });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ownSignature = sign("sha256", Buffer.from(`${header}.${payload}`), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  }).toString("base64url");
  const forged: Record<string, string | undefined> = {
    "no pass": undefined,
    "no token": "pass",
    "another number under the same signature": `${header}.${changed}.${signature}`,
    "a signature by another key": `${header}.${payload}.${ownSignature}`,
    "no signature": `${header}.${payload}.`,
    "the algorithm none": `${encode({ ...decode(header), alg: "none" })}.${payload}.`,
    "a resume token": visitor.resume,
  };
  for (const [what, token] of Object.entries(forged)) {
    expect((await reserve("shop", token)).status, what).toBe(401);
  }
  expect((await reserve("shop", pass)).status).toBe(201);
});

test("a pass for another room gets 403, and is still good in its own", async ({ people }) => {
  const visitor = people.join(server, "shop");
  const { pass } = await visitor.reaches("visiting", 10_000);
  expect(await reserve("other", pass)).toMatchObject({ status: 403, body: { code: "wrong_room" } });
  expect((await reserve("shop", pass)).status).toBe(201);
});

test("a bad e-mail address over HTTP gets 422 and names the field; the pass is still good", async ({
  people,
}) => {
  const visitor = people.join(server, "shop");
  const { pass } = await visitor.reaches("visiting", 10_000);
  for (const body of [{ email: "ada" }, {}, { email: `${"a".repeat(250)}@example.com` }]) {
    const answer = await reserve("shop", pass, body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "email" }] } });
  }
  const withMore = { email: "ada@example.com", number: 1, room: "other" };
  expect(await reserve("shop", pass, withMore)).toMatchObject({ status: 201, body: { room: "shop" } });
});

test("a pass whose visit has expired gets 410", async ({ people }) => {
  const visitor = people.join(server, "brief");
  const { pass } = await visitor.reaches("visiting", 10_000);
  expect(await visitor.reaches("ended", 8000)).toMatchObject({ outcome: "expired", told: true });
  expect(await reserve("brief", pass)).toMatchObject({ status: 410, body: { code: "visit_over" } });
  expect((await visitor.complete(pass)).status).toBe(410);
});

test("a pass whose visitor has left gets 410", async ({ people }) => {
  const visitor = people.join(server, "shop");
  const { pass } = await visitor.reaches("visiting", 10_000);
  visitor.leave();
  expect(await visitor.reaches("ended", 5000)).toMatchObject({ outcome: "left" });
  expect((await reserve("shop", pass)).status).toBe(410);
});

test("a pass says what the contract promises, and verifies against the published keys", async ({
  people,
}) => {
  const visitor = people.join(server, "shop");
  const { pass, number, expiresAtMs } = await visitor.reaches("visiting", 10_000);
  const [header = "", payload = "", signature = ""] = pass.split(".");
  const claims = decode(payload);
  expect(claims).toMatchObject({ aud: "shop", number, iss: expect.any(String), jti: expect.any(String) });
  const expiresWallMs = expiresAtMs + Date.now() - performance.now();
  expect(Math.abs(Number(claims.exp) * 1000 - expiresWallMs)).toBeLessThan(1100);
  expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(20);

  const published = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  const { keys } = PublishedKeys.parse(published);
  const jwk = keys.find(({ kid }) => kid === decode(header).kid) ?? {};
  expect(jwk).not.toHaveProperty("d");
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, [
    "verify",
  ]);
  const isValid = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key,
    Buffer.from(signature, "base64url"),
    Buffer.from(`${header}.${payload}`),
  );
  expect(isValid).toBe(true);
  expect((await visitor.complete()).status).toBe(204);
});

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
