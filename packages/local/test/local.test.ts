import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Code } from "../src/code.ts";
import { type LocalServer, type Options, startLocal } from "../src/index.ts";
import { recordedLog, until } from "./fakes.ts";

const servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const folder = () => mkdtempSync(join(tmpdir(), "fairline-"));
const config = join(folder(), "rooms.json");
writeFileSync(config, '{"rooms":{"demo":{},"expo":{"slots":9}}}');

type Handlers = Record<string, (event: never) => unknown>;

/** The whole machine, with handlers that a test brings instead of those of `packages/functions`. */
async function start(over: { options?: Partial<Options>; handlers?: Handlers } = {}) {
  const seeded: Record<string, unknown> = {};
  const { log, lines } = recordedLog();
  const code: Code = {
    handlers: { scheduleTicks: () => {}, register: () => {}, ...over.handlers } as Code["handlers"],
    api: new Hono().get("/rooms/demo", (context) => context.json({ endpoint: process.env.TABLE_NAME })),
    async ensureRoom(room, settings) {
      seeded[room] = settings.slots;
      return "created";
    },
  };
  const options: Options = {
    port: 0,
    host: "127.0.0.1",
    config,
    adminToken: "token",
    log: "json",
    ...over.options,
  };
  const server = await startLocal(options, { log, importTheCode: async () => code });
  servers.push(server);
  const send = (group: string, id: string) =>
    new SQSClient({
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }).send(
      new SendMessageCommand({
        QueueUrl: process.env.TURNS_QUEUE_URL,
        MessageBody: id,
        MessageGroupId: group,
        MessageDeduplicationId: id,
      }),
    );
  return { server, seeded, lines, send };
}

describe("one machine", () => {
  test("seeds its rooms, plans ticks at once, is healthy, and hands the API its requests", async () => {
    let planned = 0;
    const { server, seeded } = await start({
      handlers: {
        scheduleTicks: () => {
          planned += 1;
        },
      },
    });
    expect(seeded).toEqual({ demo: 3, expo: 9 });
    expect(planned).toBe(1);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/rooms/demo`)).json()).toEqual({ endpoint: "fairline" });
  });

  test("leads a join from the browser through the queue to the register handler", async () => {
    const bodies: unknown[] = [];
    const { server } = await start({
      handlers: {
        register: ({ Records }: SQSEvent) => bodies.push(...Records.map(({ body }) => JSON.parse(body))),
      },
    });
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`);
    socket.on("open", () => socket.send('{"action":"join","room":"demo","key":"k-🙂"}'));
    await until("the join", () => bodies.length);
    expect(bodies[0]).toMatchObject({ action: "join", frame: { room: "demo", key: "k-🙂" } });
    socket.close();
    await until("the disconnect", () => bodies.length === 2);
    expect(bodies[1]).toMatchObject({ action: "disconnect" });
    await until("both deleted", () => server.counters().mappings.Lobby?.deleted === 2);
  });

  test("keeps a handled turn in flight and counts the refused deletion", async () => {
    const { server, send } = await start({ handlers: { admit: () => {} } });
    await send("demo.1.0", "turn");
    await until("a refusal", () => server.counters().mappings.Turns?.deleteDenied === 1);
    expect(server.counters().queues.Turns).toEqual({ ready: 0, inFlight: 1, delayed: 0 });
  });

  test("stops while sockets are open and handlers run, within 5 s, and then refuses", async () => {
    const handling = Promise.withResolvers<void>();
    const { server, send } = await start({ handlers: { admit: () => handling.promise } });
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    await new Promise((resolve) => socket.on("open", resolve));
    await send("demo.1.0", "turn");
    await until("the turn is in hand", () => server.counters().queues.Turns.inFlight === 1);
    const startedAtMs = Date.now();
    await server.stop();
    expect(Date.now() - startedAtMs).toBeLessThan(5000);
    expect(await closed).toBe(1001);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    handling.resolve();
  });
});

describe("one machine with a data directory", () => {
  test("after a restart gives a turn back that no handler had finished, and holds the one that was handled", async () => {
    const options = { data: folder() };
    const never = new Promise<never>(() => {});
    const before = await start({
      options,
      handlers: {
        admit: ({ Records }: SQSEvent) => (Records[0]?.body === "unfinished" ? never : undefined),
      },
    });
    await before.send("demo.1.0", "handled");
    await before.send("demo.1.1", "unfinished");
    await until("one is held", () => before.server.counters().mappings.Turns?.deleteDenied === 1);
    await until("one is in hand", () => before.server.counters().queues.Turns.inFlight === 2);
    await before.server.stop();
    servers.splice(0);

    const seen: (string | undefined)[] = [];
    const after = await start({
      options,
      handlers: { admit: ({ Records }: SQSEvent) => seen.push(Records[0]?.body) },
    });
    await until("it came back", () => seen.length);
    await until("its refusal", () => after.server.counters().mappings.Turns?.deleteDenied === 1);
    expect(seen).toEqual(["unfinished"]);
    expect(after.lines).toContain("Went on where it had stopped");
  });

  test("keeps the keys of passes, readable by their owner only", async () => {
    const options = { data: folder() };
    await start({ options });
    const keys = process.env.PASS_KEYS;
    await servers.pop()?.stop();
    await start({ options });
    expect(process.env.PASS_KEYS).toBe(keys);
    expect(JSON.parse(keys ?? "").keys[0]).toMatchObject({ kty: "EC", alg: "ES256", use: "sig" });
    expect(statSync(join(options.data, "pass-keys.json")).mode & 0o777).toBe(0o600);
  });

  test("that another one is using is refused by its name, and is free again afterwards", async () => {
    const options = { data: folder() };
    const { server } = await start({ options });
    await expect(start({ options })).rejects.toThrow(
      `--data ${options.data}: another Fairline is using this folder`,
    );
    await server.stop();
    servers.splice(0);
    await start({ options });
  });
});
