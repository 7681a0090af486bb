import { createHmac, randomBytes } from "node:crypto";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { limits, Session } from "@fairline/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { adminToken, type Emulators, startEmulators } from "./emulators.ts";
import { newAddress, refusal, type Sent, send } from "./requests.ts";
import { whoAsks } from "./whoAsks.ts";

let world: Emulators;

beforeAll(async () => {
  world = await startEmulators();
});
afterAll(() => world.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const signIn = (body: unknown = { token: adminToken }, sent: Sent = {}) =>
  send("POST /admin/session", { body, ...sent });

/** The cookie as a browser sends it back. */
async function cookieOf(answer: Promise<Response>): Promise<string> {
  return (await answer).headers.get("set-cookie")?.split(";")[0] ?? "";
}
const signedIn = async () => ({ cookie: await cookieOf(signIn()) });

describe("POST /admin/session", () => {
  test("with the token begins a session of twelve hours, in a cookie that no script and no other site can use", async () => {
    const atMs = Date.now();
    const answer = await signIn({ token: adminToken, name: "Zoë" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { operator, expiresAt } = z.strictObject(Session.shape).parse(await answer.json());
    expect(operator).toBe("Zoë");
    expect(Math.round((Date.parse(expiresAt) - atMs) / 60_000)).toBe(12 * 60);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^fairline_session=[\w-]{43}; Max-Age=43200; Path=\/admin; HttpOnly; SameSite=Strict$/,
    );
  });

  test("names nobody who gave no name", async () => {
    expect(await (await signIn()).json()).toMatchObject({ operator: "operator" });
  });

  test.each<[string, unknown, number, string]>([
    ["a wrong token", { token: `${adminToken}x` }, 401, "unauthorized"],
    ["no token", {}, 422, "invalid"],
    ["an empty token", { token: "" }, 422, "invalid"],
    ["a token that is endless", { token: "x".repeat(501) }, 422, "invalid"],
    ["a name that no log can show", { token: adminToken, name: "a\nb" }, 422, "invalid"],
    ["no JSON", "token=x", 400, "bad_json"],
  ])("with %s sets no cookie", async (_, body, status, code) => {
    const answer = await signIn(body);
    expect(answer.headers.get("set-cookie")).toBeNull();
    await refusal(answer, status, code);
  });
});

describe("the cookie of a session", () => {
  test("opens what the token opens, and GET /admin/session tells whose it is", async () => {
    const { room } = await world.openRoom();
    const answer = await signIn({ token: adminToken, name: "Ana" });
    const begun = await answer.clone().json();
    const headers = { cookie: await cookieOf(Promise.resolve(answer)) };
    const settings = await send(`GET /admin/rooms/${room}/settings`, { headers });
    expect(settings.status).toBe(200);
    expect(settings.headers.get("cache-control")).toBe("no-store");
    expect((await send(`POST /admin/rooms/${room}/pause`, { headers })).status).toBe(200);
    expect(await (await send("GET /admin/session", { headers })).json()).toEqual(begun);
  });

  test("is of no use any more after DELETE /admin/session, which takes it away", async () => {
    const headers = await signedIn();
    const answer = await send("DELETE /admin/session", { headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toMatch(/^fairline_session=; Max-Age=0; Path=\/admin; HttpOnly/);
    await refusal(await send("GET /admin/session", { headers }), 401, "unauthorized");
    await refusal(await send("GET /admin/rooms/demo/settings", { headers }), 401, "unauthorized");
  });

  test("is looked at only where no token is shown", async () => {
    const { room } = await world.openRoom();
    const settings = `GET /admin/rooms/${room}/settings`;
    const headers = await signedIn();
    await refusal(await send(settings, { headers, token: "wrong" }), 401, "unauthorized");
    const basic = { ...headers, authorization: "Basic cHJveHk6cHJveHk=" };
    expect((await send(settings, { headers: basic })).status).toBe(200);
  });

  test("that is none, is over, or was made with a token that counts no more is like no cookie at all", async () => {
    const id = () => randomBytes(32).toString("base64url");
    const made = async (token: string, expiresAtMs: number) => {
      const cookie = id();
      const fingerprint = createHmac("sha256", cookie).update(token).digest("hex");
      await world.runtime.sessions.write(cookie, { operator: "Ana", fingerprint, expiresAtMs });
      return cookie;
    };
    const laterMs = Date.now() + 60_000;
    const settings = (cookie: string | undefined) =>
      send("GET /admin/rooms/demo/settings", {
        headers: cookie === undefined ? {} : { cookie: `fairline_session=${cookie}` },
      });
    const isNone = [
      undefined,
      "",
      "x",
      id(),
      await made(adminToken, Date.now()),
      await made("older", laterMs),
    ];
    const answers = new Set<string>();
    for (const cookie of isNone) {
      const answer = await settings(cookie);
      answers.add(JSON.stringify([...answer.headers, await answer.clone().text()]));
      await refusal(answer, 401, "unauthorized");
    }
    expect(answers.size).toBe(1);
    // What is refused above is refused for that one reason.
    await refusal(await settings(await made(adminToken, laterMs)), 404, "unknown_room");
  });

  test("is not kept in the table as it is, and neither is the token", async () => {
    const put = vi.spyOn(DynamoDBDocumentClient.prototype, "send");
    const cookie = await cookieOf(signIn());
    const written = JSON.stringify(put.mock.calls.map(([command]) => command.input));
    expect(written).toContain("SESSION#");
    expect(written).not.toContain(cookie.split("=")[1]);
    expect(written).not.toContain(adminToken);
  });
});

describe("the one token that all operators share", () => {
  const ask = (headers: Record<string, string>) => whoAsks({ token: adminToken, headers });

  test.each<[string, Record<string, string>, string]>([
    ["no name", {}, "operator"],
    ["a name", { "fairline-operator": "Ana Kim" }, "Ana Kim"],
    ["a name of other letters", { "fairline-operator": encodeURIComponent("김민") }, "김민"],
  ])("with %s beside it says who asks", async (_, headers, name) => {
    expect(await (await ask(headers)).text()).toBe(name);
  });

  test.each(["", " ", "<b>", "x".repeat(41), "100 %"])(
    "with %j beside it, which is no name, is refused",
    async (name) => {
      const problem = await refusal(await ask({ "fairline-operator": name }), 422, "invalid");
      expect(problem.errors).toMatchObject([{ field: "Fairline-Operator" }]);
    },
  );
});

test("DELETE /admin/session without a session has nothing to end, and says so to nobody", async () => {
  expect((await send("DELETE /admin/session")).status).toBe(204);
  expect((await send("DELETE /admin/session", { headers: { cookie: "fairline_session=x" } })).status).toBe(
    204,
  );
});

describe("what another site makes a browser send", () => {
  const elsewhere: [string, Record<string, string>][] = [
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a neighbour's subdomain", { "sec-fetch-site": "same-site" }],
    ["another origin, of a browser without Sec-Fetch-Site", { origin: "https://evil.example" }],
    ["a page without an origin", { origin: "null" }],
    ["another port", { origin: "http://fairline.test:8080" }],
  ];
  test.each(elsewhere)("from %s is refused with a cookie, whatever it is", async (_, headers) => {
    const { room } = await world.openRoom();
    const sent = { headers: { ...(await signedIn()), ...headers } };
    const change = { ...sent, body: { slots: 9 } };
    await refusal(await send(`POST /admin/rooms/${room}/pause`, sent), 403, "cross_site");
    await refusal(await send(`PUT /admin/rooms/${room}/settings`, change), 403, "cross_site");
    await refusal(await send("DELETE /admin/session", sent), 403, "cross_site");
    expect(await world.runtime.ports.ledger.readRoom(room)).toMatchObject({ version: 1 });
    expect((await send("GET /admin/session", sent)).status).toBe(200);
  });

  test.each(elsewhere)("from %s signs nobody in", async (_, headers) => {
    const answer = await signIn({ token: adminToken }, { headers });
    expect(answer.headers.get("set-cookie")).toBeNull();
    await refusal(answer, 403, "cross_site");
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "text/plain; application/json"])(
    "as a form does, as %s, is refused with a cookie",
    async (type) => {
      const { room } = await world.openRoom();
      const headers = { ...(await signedIn()), "content-type": type };
      const change = { headers, body: { slots: 9 } };
      await refusal(await send(`PUT /admin/rooms/${room}/settings`, change), 400, "bad_json");
      await refusal(await signIn({ token: adminToken }, { headers }), 400, "bad_json");
    },
  );

  test("does not concern a token, which no browser sends by itself", async () => {
    const { room } = await world.openRoom();
    const headers = { "sec-fetch-site": "cross-site", origin: "https://tools.example" };
    const answer = await send(`POST /admin/rooms/${room}/pause`, { token: adminToken, headers });
    expect(answer.status).toBe(200);
  });

  test.each<Record<string, string>>([
    { "sec-fetch-site": "same-origin", origin: "http://fairline.test" },
    { origin: "http://fairline.test" },
    {},
  ])("is not what the console sends, or a script: %j", async (headers) => {
    const { room } = await world.openRoom();
    const sent = { headers: { ...(await signedIn()), ...headers } };
    expect((await send(`POST /admin/rooms/${room}/pause`, sent)).status).toBe(200);
  });
});

describe("wrong tokens", () => {
  const { wrongAttemptsMax } = limits;
  const settings = "GET /admin/rooms/demo/settings";

  /** Half of them over each way. */
  async function guess(from: string, count: number) {
    for (let i = 0; i < count; i++) {
      const guessed = `guess-${i}`;
      const answer = i % 2 ? signIn({ token: guessed }, { from }) : send(settings, { token: guessed, from });
      await refusal(await answer, 401, "unauthorized");
    }
  }
  async function isShutOut(answer: Response) {
    const seconds = Number(answer.headers.get("retry-after"));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    const { detail } = await refusal(answer, 429, "too_many_attempts");
    expect(detail).toBe(`Try again in ${seconds} s.`);
  }

  test("shut their address out for the rest of a minute, right tokens too, and nobody else", async () => {
    const { room } = await world.openRoom();
    const from = newAddress();
    const headers = { cookie: await cookieOf(signIn({ token: adminToken }, { from })) };
    await guess(from, wrongAttemptsMax - 1);
    expect((await signIn({ token: adminToken }, { from })).status).toBe(200);
    await guess(from, 1);
    await isShutOut(await signIn({ token: adminToken }, { from }));
    await isShutOut(await send(settings, { token: adminToken, from }));
    await isShutOut(await send(settings, { token: "wrong", from }));
    // Who is signed in already works on, and so do other addresses.
    expect((await send(`GET /admin/rooms/${room}/settings`, { headers, from })).status).toBe(200);
    expect((await send(`GET /admin/rooms/${room}/settings`, { token: adminToken })).status).toBe(200);
    expect((await signIn()).status).toBe(200);
  });

  test("that come all at once are counted, each", async () => {
    const from = newAddress();
    const guesses = Array.from({ length: 50 }, (_, i) => send(settings, { token: `guess-${i}`, from }));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status).sort();
    const expected = [...Array(wrongAttemptsMax).fill(401), ...Array(50 - wrongAttemptsMax).fill(429)];
    expect(statuses).toEqual(expected);
  });

  test("from one network of IPv6 are one address's: whoever has one has them all", async () => {
    for (let i = 0; i < wrongAttemptsMax; i++)
      await send(settings, { token: "wrong", from: `2001:db8:0:7:${i}::1` });
    await isShutOut(await send(settings, { token: "wrong", from: "2001:db8::7:1:2:3:4" }));
    await refusal(await send(settings, { token: "wrong", from: "2001:db8:0:8::1" }), 401, "unauthorized");
    await refusal(await send(settings, { token: "wrong", from: "2001:db8::" }), 401, "unauthorized");
  });

  test("from an address of IPv4 are the same, however a socket writes it", async () => {
    for (let i = 0; i < wrongAttemptsMax; i++)
      await send(settings, { token: "wrong", from: "::ffff:192.0.2.1" });
    await isShutOut(await send(settings, { token: "wrong", from: "192.0.2.1" }));
    await refusal(await send(settings, { token: "wrong", from: "::ffff:192.0.2.2" }), 401, "unauthorized");
  });

  test("are not those of whoever shows none, or says in a header to come from elsewhere", async () => {
    const from = newAddress();
    for (let i = 0; i < wrongAttemptsMax; i++) await send(settings, { from });
    expect((await signIn({ token: adminToken }, { from })).status).toBe(200);
    for (let i = 0; i < wrongAttemptsMax; i++)
      await send(settings, { token: "wrong", from, headers: { "x-forwarded-for": `192.0.2.${i}` } });
    await isShutOut(await send(settings, { token: "wrong", from }));
  });

  test("cost a right one nothing but one small read", async () => {
    const asked = vi.spyOn(DynamoDBDocumentClient.prototype, "send");
    await refusal(await send("GET /admin/rooms/A!/settings", { token: adminToken }), 404, "unknown_room");
    expect(asked.mock.calls.map(([command]) => command.constructor.name)).toEqual(["GetCommand"]);
  });
});

describe("while the store fails", () => {
  test("nobody is let in, and nobody is told whether a token is right", async () => {
    const headers = await signedIn();
    const broken = () =>
      vi.spyOn(DynamoDBDocumentClient.prototype, "send").mockRejectedValue(new Error("ServiceUnavailable"));
    broken();
    for (const token of [adminToken, "wrong"]) {
      await refusal(await send("GET /admin/rooms/demo/settings", { token }), 503, "unavailable");
      const answer = await signIn({ token });
      expect(answer.headers.get("set-cookie")).toBeNull();
      await refusal(answer, 503, "unavailable");
    }
    await refusal(await send("GET /admin/rooms/demo/settings", { headers }), 503, "unavailable");
    await refusal(await send("GET /admin/session", { headers }), 503, "unavailable");
    await refusal(await send("DELETE /admin/session", { headers }), 503, "unavailable");
  });
});
