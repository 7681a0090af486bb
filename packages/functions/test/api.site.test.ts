import { createHash, randomBytes } from "node:crypto";
import { type Ledger, type Line, limits, PassAnswer, SiteCodeAnswer } from "@fairline/core";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { importCode } from "../../local/src/code.ts";
import { admitIn, arrive, disconnectOf, passOf, type Visitor } from "./arrivals.ts";
import { adminToken, type Emulators, eventOf, startEmulators } from "./emulators.ts";
import { refusal, send, sendUnchecked } from "./requests.ts";

let world: Emulators;
let ledger: Ledger;
const warned = vi.spyOn(console, "warn").mockImplementation(() => {});

beforeAll(async () => {
  world = await startEmulators({ logged: true });
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const address = "https://shop.example/";

/** One browser at the site: its secret, and what it tells of it. */
function newDevice(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

interface Inside extends Visitor {
  readonly line: Line;
  readonly pass: string;
}

/** Somebody whose visit has begun, in a room that lets visitors go to the shop. */
async function visiting(settings: Parameters<Emulators["openRoom"]>[0] = {}): Promise<Inside> {
  const line = await world.openRoom({ slots: 1, slotSeconds: 600, returnAddresses: [address], ...settings });
  const [visitor] = await arrive(world, line, 1);
  if (visitor === undefined) throw new Error("nobody has arrived");
  await admitIn(world, line, 0);
  return { ...visitor, line, pass: await passOf(world, visitor) };
}

const goTo = (room: string, token: string | undefined, body: unknown) =>
  send(`POST /rooms/${room}/codes`, { token, body });
const exchange = (room: string, body: unknown) => send(`POST /rooms/${room}/passes`, { body });
const renew = (room: string, token?: string) => send(`POST /rooms/${room}/visits/renew`, { token });
const endVisit = ({ line }: Inside) =>
  ledger.endTicket(line, 1, { from: "admitted", outcome: "left", nowMs: Date.now() });

async function codeFor({ line, pass }: Pick<Inside, "line" | "pass">, challenge: string): Promise<string> {
  const response = await goTo(line.room, pass, { returnTo: address, challenge });
  return SiteCodeAnswer.parse(await response.json()).code;
}

/** The pass that the site has of somebody who has arrived there. */
async function arrivedAtSite(inside: Inside, device = newDevice()): Promise<string> {
  const { verifier, challenge } = device;
  const response = await exchange(inside.line.room, { code: await codeFor(inside, challenge), verifier });
  return PassAnswer.parse(await response.json()).pass;
}

describe("POST /rooms/{room}/codes", () => {
  const { challenge } = newDevice();

  test("G2 sends a visitor to the site with a code of 128 bits, that no cache keeps", async () => {
    const { line, pass } = await visiting();
    const response = await goTo(line.room, pass, { returnTo: `${address}sale?a=b%20c#top`, challenge });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { code, location, expiresAt } = SiteCodeAnswer.parse(await response.json());
    expect(code).toMatch(/^[\w-]{22}$/);
    expect(location).toBe(`${address}sale?a=b%20c&fairline-code=${code}#top`);
    const secondsLeft = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(secondsLeft).toBeGreaterThan(limits.codeSeconds - 20);
    expect(secondsLeft).toBeLessThanOrEqual(limits.codeSeconds);
    expect(await codeFor({ line, pass }, challenge)).not.toBe(code);
  });

  test.each([
    "https://evil.example/",
    "https://shop.example.evil.example/",
    "https://shop.example@evil.example/",
    "https:\\\\shop.example/",
    "//shop.example/",
    "javascript:alert(1)",
    "",
  ])("G1 does not send anybody to %j", async (returnTo) => {
    const { line, pass } = await visiting();
    const problem = await refusal(await goTo(line.room, pass, { returnTo, challenge }), 422, "invalid");
    const message = "must be below one of the room's return addresses";
    expect(problem.errors).toEqual([{ field: "returnTo", message }]);
    expect(problem.detail).toBe(`returnTo: ${message}`);
  });

  test.each([
    [`https://ada:secret@sale.example/seats/a?basket=7#top`, "https://sale.example/seats/a"],
    ["nowhere", "none"],
    [`https://sale.example/${"x".repeat(500)}`, `https://sale.example/${"x".repeat(179)}`],
  ])("G1 the refusal of %s stands in the log, without what is a visitor's own", async (returnTo, logged) => {
    const { line, pass } = await visiting();
    await goTo(line.room, pass, { returnTo, challenge });
    const told = warned.mock.calls.map(([text]) => JSON.parse(String(text)));
    expect(told.filter(({ room }) => room === line.room)).toMatchObject([
      { level: "WARN", message: "A return address was refused", address: logged, allowed: [address] },
    ]);
  });

  test.each<[string, unknown, number, string, string | undefined]>([
    ["no return address", { challenge }, 422, "invalid", "returnTo"],
    ["no challenge", { returnTo: address }, 422, "invalid", "challenge"],
    [
      "a challenge of another length",
      { returnTo: address, challenge: "x".repeat(42) },
      422,
      "invalid",
      "challenge",
    ],
    [
      "a challenge of other signs",
      { returnTo: address, challenge: "=".repeat(43) },
      422,
      "invalid",
      "challenge",
    ],
    ["what is not JSON", "{", 400, "bad_json", undefined],
    ["33 KB", { returnTo: "x".repeat(33_000), challenge }, 413, "too_large", undefined],
  ])("with %s is refused", async (_, body, status, code, field) => {
    const { line, pass } = await visiting();
    const { errors } = await refusal(await goTo(line.room, pass, body), status, code);
    expect(errors?.map((error) => error.field)).toEqual(field === undefined ? undefined : [field]);
  });

  test("is refused without a pass, with what is none, and with another room's", async () => {
    const { line, pass, key } = await visiting();
    const { room } = await world.openRoom({ returnAddresses: [address] });
    const resume = await world.runtime.ports.passes.resume(line, key);
    const body = { returnTo: address, challenge };
    for (const token of [undefined, resume, adminToken, `${pass.slice(0, -6)}AAAAAA`])
      await refusal(await goTo(line.room, token, body), 401, "unauthorized");
    await refusal(await goTo(room, pass, body), 403, "wrong_room");
    const nowhere = { number: 1, expiresAtMs: Date.now() + 9000 };
    const elsewhere = await world.runtime.ports.passes.pass({ room: "nowhere", run: 1 }, nowhere);
    await refusal(await goTo("nowhere", elsewhere, body), 404, "unknown_room");
  });

  test("G2 after the visit's end, or a reset, there is no code", async () => {
    const inside = await visiting();
    const body = { returnTo: address, challenge };
    await endVisit(inside);
    await refusal(await goTo(inside.line.room, inside.pass, body), 410, "visit_over");
    const { line, pass } = await visiting();
    await send(`POST /admin/rooms/${line.room}/reset`, { token: adminToken });
    await refusal(await goTo(line.room, pass, body), 410, "visit_over");
  });

  test("G3 with the pass of another device, copied from the site, is refused", async () => {
    const inside = await visiting();
    const device = newDevice();
    const pass = await arrivedAtSite(inside, device);
    const of = (by: { challenge: string }) =>
      goTo(inside.line.room, pass, { returnTo: address, challenge: by.challenge });
    const { errors } = await refusal(await of(newDevice()), 422, "invalid");
    expect(errors).toMatchObject([{ field: "challenge" }]);
    expect((await of(device)).status).toBe(201);
  });
});

describe("POST /rooms/{room}/passes", () => {
  test("G3 exchanges a code for a pass of that device, which ends with the visit", async () => {
    const inside = await visiting();
    const { line } = inside;
    const { verifier, challenge } = newDevice();
    const response = await exchange(line.room, { code: await codeFor(inside, challenge), verifier });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { pass, expiresAt } = PassAnswer.parse(await response.json());
    const { expiresAtMs = 0 } = (await ledger.readTicket(line, 1)) ?? {};
    expect(Date.parse(expiresAt)).toBe(expiresAtMs);
    const keys = (await (await send("GET /.well-known/jwks.json")).json()) as Parameters<
      typeof createLocalJWKSet
    >[0] & { issuer: string };
    const { payload } = await jwtVerify(pass, createLocalJWKSet(keys), {
      issuer: keys.issuer,
      audience: line.room,
    });
    expect(payload).toMatchObject({ sub: "1.1", number: 1, device: challenge });
    expect(payload.exp).toBe(Math.floor(expiresAtMs / 1000));
  });

  test("G3 of the same code at the same moment, exactly one gets the pass", async () => {
    const inside = await visiting();
    const { verifier, challenge } = newDevice();
    const code = await codeFor(inside, challenge);
    const responses = await Promise.all(
      Array.from({ length: 6 }, () => exchange(inside.line.room, { code, verifier })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410, 410, 410]);
    const over = responses.find(({ status }) => status === 410);
    if (over === undefined) throw new Error("one is refused");
    await refusal(over, 410, "code_over");
  });

  test("G3 a wrong verifier gets nothing, and uses the code up", async () => {
    const inside = await visiting();
    const { verifier, challenge } = newDevice();
    const code = await codeFor(inside, challenge);
    const thief = newDevice();
    await refusal(await exchange(inside.line.room, { code, verifier: thief.verifier }), 410, "code_over");
    await refusal(await exchange(inside.line.room, { code, verifier }), 410, "code_over");
    // What went past in the address is no verifier.
    const other = await codeFor(inside, challenge);
    await refusal(await exchange(inside.line.room, { code: other, verifier: challenge }), 410, "code_over");
  });

  test("G3 unknown, used, too old, and another room's codes are refused alike", async () => {
    const inside = await visiting();
    const { verifier, challenge } = newDevice();
    const { room } = await world.openRoom();
    const used = await codeFor(inside, challenge);
    await exchange(inside.line.room, { code: used, verifier });
    await ledger.writeCode(inside.line, "old", { number: 1, challenge, expiresAtMs: Date.now() - 1 });
    const elsewhere = await codeFor(inside, challenge);
    const refused = [
      await exchange(inside.line.room, { code: "guessed", verifier }),
      await exchange(inside.line.room, { code: used, verifier }),
      await exchange(inside.line.room, { code: "old", verifier }),
      await exchange(room, { code: elsewhere, verifier }),
    ];
    const problems = await Promise.all(refused.map((response) => refusal(response, 410, "code_over")));
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1);
  });

  test.each<[string, object, string]>([
    ["no code", { verifier: "v".repeat(43) }, "code"],
    ["an empty code", { code: "", verifier: "v".repeat(43) }, "code"],
    ["a code that is too long", { code: "x".repeat(101), verifier: "v".repeat(43) }, "code"],
    ["no verifier", { code: "x" }, "verifier"],
    ["a verifier that is too short", { code: "x", verifier: "v".repeat(42) }, "verifier"],
    ["a verifier that is too long", { code: "x", verifier: "v".repeat(129) }, "verifier"],
    ["a verifier of other signs", { code: "x", verifier: "+".repeat(43) }, "verifier"],
  ])("with %s is refused", async (_, body, field) => {
    const { room } = await world.openRoom();
    const { errors } = await refusal(await exchange(room, body), 422, "invalid");
    expect(errors).toMatchObject([{ field }]);
  });

  test("takes a verifier of all that RFC 7636 allows", async () => {
    const inside = await visiting();
    const verifier = `${"Az09-._~".repeat(16)}`;
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const body = { code: await codeFor(inside, challenge), verifier };
    expect((await exchange(inside.line.room, body)).status).toBe(201);
  });

  test("of a room that is not there finds none", async () => {
    const { verifier } = newDevice();
    await refusal(await exchange("nowhere", { code: "x", verifier }), 404, "unknown_room");
  });

  test("G3 of a visit that has ended on the way there is none", async () => {
    const inside = await visiting();
    const { verifier, challenge } = newDevice();
    const code = await codeFor(inside, challenge);
    await endVisit(inside);
    await refusal(await exchange(inside.line.room, { code, verifier }), 410, "visit_over");
  });

  test("G4 who has arrived at the site, and closes the room's page, is no no-show", async () => {
    const inside = await visiting({ graceSeconds: 1 });
    const { line } = inside;
    await arrivedAtSite(inside);
    await world.invoke("register", eventOf(disconnectOf(inside)));
    const ticket = await ledger.readTicket(line, 1);
    expect(ticket?.connections).toEqual([]);
    expect(ticket?.polledUntilMs).toBeGreaterThanOrEqual(ticket?.expiresAtMs ?? Number.NaN);
    const awaySinceMaxMs = ticket?.expiresAtMs ?? 0;
    const noShow = { from: "admitted", outcome: "noshow", nowMs: Date.now(), awaySinceMaxMs } as const;
    expect((await ledger.endTicket(line, 1, noShow)).kind).toBe("refused");
    expect((await ledger.readSlot(line, 0))?.awaySinceMs).toBeGreaterThanOrEqual(awaySinceMaxMs);
  });
});

describe("POST /rooms/{room}/visits/renew", () => {
  test("G5 brings a fresh pass of the same device, which ends with the visit", async () => {
    const inside = await visiting();
    const { room } = inside.line;
    const device = newDevice();
    const atSite = await arrivedAtSite(inside, device);
    const response = await renew(room, atSite);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { pass, expiresAt } = PassAnswer.parse(await response.json());
    const { expiresAtMs = 0 } = (await ledger.readTicket(inside.line, 1)) ?? {};
    expect(Date.parse(expiresAt)).toBe(expiresAtMs);
    const claims = decodeJwt(pass);
    expect(claims).toMatchObject({ device: device.challenge, exp: Math.floor(expiresAtMs / 1000) });
    expect(claims.iat).toBeGreaterThanOrEqual(decodeJwt(atSite).iat ?? Number.NaN);
    const unbound = PassAnswer.parse(await (await renew(room, inside.pass)).json());
    expect(decodeJwt(unbound.pass)).not.toHaveProperty("device");
  });

  test("G5 a visit that was completed is not renewed, whoever asks", async () => {
    const inside = await visiting();
    const { room } = inside.line;
    const atSite = await arrivedAtSite(inside);
    expect((await send(`POST /rooms/${room}/visits/complete`, { token: atSite })).status).toBe(204);
    for (const pass of [atSite, inside.pass]) await refusal(await renew(room, pass), 410, "visit_over");
  });

  test("is refused without a pass, with what is none, with another room's, and after a reset", async () => {
    const { line, pass } = await visiting();
    for (const token of [undefined, adminToken, `${pass.slice(0, -6)}AAAAAA`])
      await refusal(await renew(line.room, token), 401, "unauthorized");
    await refusal(await renew((await world.openRoom()).room, pass), 403, "wrong_room");
    await send(`POST /admin/rooms/${line.room}/reset`, { token: adminToken });
    await refusal(await renew(line.room, pass), 410, "visit_over");
  });
});

describe("a page of another origin", () => {
  const headers = {
    origin: "https://app.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
  };
  const ask = async (route: string) => sendUnchecked((await importCode()).api, route, { headers });

  test.each(["/rooms/demo", "/rooms/demo/tickets/me", "/rooms/demo/codes", "/.well-known/jwks.json"])(
    "may ask for %s, with a token and without cookies",
    async (path) => {
      const response = await ask(`OPTIONS ${path}`);
      expect(response.status).toBe(204);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("access-control-allow-methods")?.split(",")).toEqual(
        expect.arrayContaining(["GET", "POST", "DELETE"]),
      );
      expect(response.headers.get("access-control-allow-headers")).toBe("authorization,content-type");
      expect(response.headers.has("access-control-allow-credentials")).toBe(false);
    },
  );

  test.each(["/admin/session", "/admin/rooms", "/admin/rooms/demo/settings", "/admin/rooms/demo/live"])(
    "may not ask for %s",
    async (path) => {
      for (const method of ["OPTIONS", "GET"]) {
        const response = await ask(`${method} ${path}`);
        expect(response.status).toBeGreaterThanOrEqual(400);
        const named = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
        expect(named).toEqual([]);
      }
    },
  );
});

test("the snapshot names the first return address, and none where there is none", async () => {
  const { room } = await world.openRoom({ returnAddresses: [address, "https://other.example/"] });
  expect(await (await send(`GET /rooms/${room}`)).json()).toMatchObject({ returnTo: address });
  const { room: without } = await world.openRoom();
  expect(await (await send(`GET /rooms/${without}`)).json()).not.toHaveProperty("returnTo");
});
