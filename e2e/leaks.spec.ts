import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { observeCrowd, reportOf } from "@fairline/crowd";
import * as z from "zod";
import { type Inside, readInside } from "./support/inside.ts";
import type { RawSocket } from "./support/raw-socket.ts";
import { type Allowed, scan, scanForKnown } from "./support/scan.ts";
import { type Server, startServer } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

/** A text that left the server, and what its reader may know. */
interface Heard {
  readonly text: string;
  readonly key?: string;
}

test("a crowd of forty, an operator and all who are refused hear no handle of any service behind the room", async ({
  people,
}) => {
  const data = mkdtempSync(join(tmpdir(), "fairline-e2e-data-"));
  const server = await startServer({
    rooms: { open: { slots: 4, slotSeconds: 2, tickSeconds: 1 }, other: {} },
    data,
  });
  const heard: Heard[] = [];
  const console = await people.operate(server, "open");
  console.page.on("response", async (response) => {
    const text = await response.text().catch(() => "");
    heard.push({ text: `${JSON.stringify(response.headers())}\n${text}` });
  });
  const history = await observeCrowd(
    {
      url: server.url,
      room: "open",
      seed: 40,
      visitors: 40,
      overMs: 2000,
      abandon: 0.15,
      finishEarly: 0.6,
      dwellMs: { min: 100, max: 500 },
      timeoutMs: 40_000,
    },
    {
      onFrame: ({ key }, text) => heard.push({ text, key }),
      onBody: (text) => heard.push({ text }),
    },
  );
  for (const text of await sayWrong(await people.connect(server))) heard.push({ text });
  await askEverything(server, heard);
  const { keys } = PublishedKeys.parse(JSON.parse(await bodyOf(`${server.url}/.well-known/jwks.json`)));
  expect(await server.stop()).toMatchObject({ code: 0 });

  // What really was inside: there is something to be found.
  const inside = readInside(data);
  const { admitted } = reportOf(history);
  expect(admitted).toBeGreaterThan(25);
  expect(inside.receiptHandles.size).toBeGreaterThanOrEqual(admitted);
  expect(inside.taskTokens.size).toBeGreaterThanOrEqual(admitted);
  expect(inside.executions.size).toBeGreaterThanOrEqual(admitted);
  expect(inside.connectionIds.size).toBeGreaterThan(30);

  const kinds = new Set(heard.flatMap(({ text }) => /^\{"type":"(\w+)"/.exec(text)?.[1] ?? []));
  expect([...kinds]).toEqual(expect.arrayContaining(["ticket", "tick", "turn", "end", "error"]));
  expect(heard.length).toBeGreaterThan(200);
  const published = keys.flatMap(({ kid, x, y }) => [kid, x, y]);
  for (const { text, key } of heard) {
    const values = new Set([...published, ...(key === undefined ? [] : [key])]);
    expect({ found: scan(text, { values, origin: server.url }), in: text }).toEqual({ found: [], in: text });
  }
  const everything = heard.map(({ text }) => text).join("\n");
  expect(scanForKnown(everything, inside)).toEqual([]);
  rmSync(data, { recursive: true, force: true });
});

const PublishedKeys = z.object({
  keys: z.array(z.object({ kid: z.string(), x: z.string(), y: z.string() })),
});

/** Every request of the contract once, well-formed and not, and every frame that is refused. */
async function askEverything(server: Server, heard: Heard[]): Promise<void> {
  const key = randomUUID();
  const admin = { authorization: `Bearer ${server.adminToken}` };
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(server.url + path, init);
    const text = await response.text();
    heard.push({ text: `${JSON.stringify([...response.headers])}\n${text}`, key });
    return text;
  };
  const post = (body: unknown, headers = {}) => ({ method: "POST", headers, body: JSON.stringify(body) });

  for (const path of ["/healthz", "/rooms/open", "/rooms/nowhere", "/.well-known/jwks.json", "/nothing"])
    await ask(path);
  const { resume } = z
    .object({ resume: z.string() })
    .parse(JSON.parse(await ask("/rooms/open/tickets", post({ key }))));
  const mine = { headers: { authorization: `Bearer ${resume}` } };
  const pass = await passIn(() => ask("/rooms/open/tickets/me", mine));
  const bearer = { authorization: `Bearer ${pass}` };
  await ask("/rooms/open/tickets", post({ key: "me" }));
  await ask("/rooms/open/tickets/me");
  await ask("/rooms/other/tickets/me", mine);
  await ask("/rooms/other/reservations", post({ email: "ada@example.com" }, bearer));
  await ask("/rooms/open/reservations", post({ email: "ada" }, bearer));
  await ask("/rooms/open/reservations", post({ email: "ada@example.com" }));
  await ask("/rooms/open/reservations", post({ email: "ada@example.com" }, bearer));
  await ask("/rooms/open/visits/complete", post({}, bearer));

  for (const path of ["live", "settings"]) await ask(`/admin/rooms/open/${path}`, { headers: admin });
  await ask("/admin/rooms/nowhere/live", { headers: admin });
  await ask("/admin/rooms/open/live");
  const put = (body: string, headers = {}) => ({ method: "PUT", headers: { ...admin, ...headers }, body });
  await ask("/admin/rooms/open/settings", put('{"slots":0}'));
  await ask("/admin/rooms/open/settings", put("{slots"));
  await ask("/admin/rooms/open/settings", put('{"slots":5}', { "if-match": '"999"' }));
  await ask("/admin/rooms/open/settings", put('{"slots":5}'));
  await ask("/admin/rooms/open/announce", post({ announcement: "Hello" }, admin));
  for (const action of ["pause", "resume", "close", "open"]) {
    await ask(`/admin/rooms/open/${action}`, post({}, admin));
  }
  await ask("/admin/rooms/open/reset", post({}, admin));
  await ask("/rooms/open/tickets/me", mine);
}

/** Polls until it is the visitor's turn. */
async function passIn(read: () => Promise<string>): Promise<string> {
  let pass: string | undefined;
  await expect
    .poll(async () => {
      ({ pass } = z.object({ pass: z.string().optional() }).parse(JSON.parse(await read())));
      return pass;
    })
    .toBeDefined();
  return pass ?? "";
}

/** Each error that a frame can bring. */
async function sayWrong(socket: RawSocket): Promise<string[]> {
  const frames = ["no", `{"action":"join","room":"nowhere","key":"${randomUUID()}"}`, "x".repeat(5000)];
  for (const frame of frames) socket.send(frame);
  for (const code of ["bad_message", "unknown_room", "too_large"]) {
    await socket.hears("error", { which: (error) => error.code === code });
  }
  return socket.texts;
}

async function bodyOf(address: string): Promise<string> {
  return (await fetch(address)).text();
}

test.describe("a text with a handle in it does not pass the scan", () => {
  const key = randomUUID();
  const allowed: Allowed = { values: new Set([key]), origin: "http://127.0.0.1:3000" };
  const inside: Inside = {
    receiptHandles: new Set(["07c05d41-71f0-4283-9f42-ef914c4433e1"]),
    taskTokens: new Set(["iiqk5sFjUgQB9qOdhwWa1EXOnLp8yRcFblzh3UJqhjk"]),
    executions: new Set(["arn:aws:states:us-east-1:000000000000:execution:Visit:demo_1_1"]),
    connectionIds: new Set(["h7Gk-20aZx_Qw9Lm"]),
  };
  const token = (claims: unknown) =>
    [{ alg: "ES256" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
  const frame = (more: object) => JSON.stringify({ type: "turn", room: "demo", number: 1, ...more });
  const leaks: readonly [kind: string, text: string][] = [
    ["a receipt handle as the emulator has them", frame({ pass: "07c05d41-71f0-4283-9f42-ef914c4433e1" })],
    ["a receipt handle as AWS has them", frame({ lane: `AQEB${"wJnK+YrHIgRjc/".repeat(20)}==` })],
    ["a task token", frame({ id: "iiqk5sFjUgQB9qOdhwWa1EXOnLp8yRcFblzh3UJqhjk" })],
    ["an ARN", frame({ id: "arn:aws:states:us-east-1:000000000000:execution:Visit:demo_1_1" })],
    ["a queue's URL of the emulator", frame({ at: "http://127.0.0.1:40123/000000000000/turns" })],
    ["a queue's URL of AWS", frame({ at: "https://sqs.us-east-1.amazonaws.com/1/q" })],
    ["a queue's name", "The queue fairline-turns.fifo is gone."],
    ["a connection id by its name", frame({ connectionId: "x" })],
    ["a handle's name in another case", frame({ visit: { RECEIPTHANDLE: 1 } })],
    ["a message id", frame({ messageid: "1" })],
    ["a turn's handle in an error's text", frame({ detail: 'turnHandle: must be a string (was "")' })],
    ["another visitor's key", frame({ key: randomUUID() })],
    ["a key of the table", frame({ detail: "TICKET#demo#000000123" })],
    ["a handle in a pass", frame({ pass: `${token({ sub: "1.1", taskToken: "x" })}.sig` })],
    ["a UUID in a pass", frame({ pass: `${token({ jti: randomUUID() })}.sig` })],
  ];
  for (const [kind, text] of leaks) {
    test(kind, () => {
      expect(scan(text, allowed)).not.toEqual([]);
    });
  }

  test("each known handle, plain, in a pass and encoded", () => {
    for (const value of Object.values(inside).flatMap((values) => [...(values as Set<string>)])) {
      for (const text of [
        frame({ id: value }),
        frame({ pass: `${token({ jti: value })}.sig` }),
        frame({ id: Buffer.from(value).toString("base64") }),
      ]) {
        expect(scanForKnown(text, inside)).toHaveLength(1);
      }
    }
  });

  test("and what a visitor may know passes", () => {
    const pass = `${token({ iss: "fairline-local", aud: "demo", sub: "1.1", jti: "demo.1.1" })}.${"s".repeat(86)}`;
    const resume = `${token({ aud: "demo", sub: key })}.${"s".repeat(86)}`;
    const text = frame({
      pass,
      resume,
      key,
      at: "http://127.0.0.1:3000",
      expiresAt: new Date().toISOString(),
    });
    expect(scan(text, allowed)).toEqual([]);
    expect(scanForKnown(text, inside)).toEqual([]);
  });
});
