import { once } from "node:events";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { type LobbyMessage, wiring } from "@fairline/functions/wiring.ts";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Gateway, startGateway } from "../src/gateway/gateway.ts";
import { TokenBucket } from "../src/gateway/token-bucket.ts";
import { silentLog, until } from "./fakes.ts";

const gateways: Gateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) {
    await gateway.closeSockets();
    await gateway.stop();
  }
});

async function start(over: { refuse?: boolean; isOpen?: boolean } = {}) {
  const queued: LobbyMessage[] = [];
  const gateway = await startGateway({
    host: "127.0.0.1",
    port: 0,
    routes: wiring.webSocketRoutes,
    log: silentLog,
  });
  gateways.push(gateway);
  const url = `http://127.0.0.1:${gateway.port}`;
  const api = new Hono().all("/*", async (context) =>
    context.json({ path: context.req.path, body: await context.req.text(), env: context.env }),
  );
  const openIt = () =>
    gateway.open({
      api,
      pages: (context) => (context.req.path === "/r/demo" ? context.html("<p>room</p>") : undefined),
      async enqueue(message) {
        if (over.refuse) throw new Error("ThrottlingException");
        queued.push(message);
      },
    });
  if (over.isOpen !== false) openIt();
  const management = new ApiGatewayManagementApiClient({
    endpoint: gateway.connectionsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  return { gateway, url, queued, management, openIt };
}

async function connect(url: string) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
  const received: Record<string, unknown>[] = [];
  socket.on("message", (data) => received.push(JSON.parse(data.toString())));
  await once(socket, "open");
  const next = (count: number) => until(`${count} messages`, () => received.length >= count);
  return { socket, received, next };
}

/** Joins, so that the queue has seen the connection's id, which the client itself never learns. */
async function connectAndJoin({ url, queued }: Awaited<ReturnType<typeof start>>) {
  const client = await connect(url);
  client.socket.send(JSON.stringify({ action: "join", room: "demo", key: "k" }));
  const message = await until("the join is queued", () => queued.at(-1));
  return { ...client, connectionId: message.connectionId ?? "" };
}

describe("a WebSocket frame", () => {
  test("that joins goes into the queue as it came, with the connection and the time, and is not answered", async () => {
    const { url, queued } = await start();
    const { socket, received } = await connect(url);
    const frame = { action: "join", room: "demo", key: "k", more: [1] };
    const atMs = Date.now();
    socket.send(JSON.stringify(frame));
    const message = await until("the join is queued", () => queued[0]);
    expect(message).toEqual({
      action: "join",
      connectionId: expect.stringMatching(/^[\w-]{16}$/),
      sentAtMs: expect.any(Number),
      frame,
    });
    expect(message.sentAtMs).toBeGreaterThanOrEqual(atMs);
    expect(received).toEqual([]);
  });

  test("that pings is answered by the gateway alone", async () => {
    const { url, queued } = await start();
    const { socket, received, next } = await connect(url);
    socket.send('{"action":"ping"}');
    await next(1);
    expect(received).toEqual([{ type: "pong" }]);
    expect(queued).toEqual([]);
  });

  // biome-ignore format: a table
  test.each<[string, string, string | Buffer]>([
    ["that is not JSON",                        "bad_message", "hello"],
    ["that is JSON, but no object",             "bad_message", "[1]"],
    ["that is null",                            "bad_message", "null"],
    ["with no action",                          "bad_message", "{}"],
    ["with an unknown action",                  "bad_message", '{"action":"dance"}'],
    ["with the name of an object's own method", "bad_message", '{"action":"constructor"}'],
    ["that pretends to be a disconnect",        "bad_message", '{"action":"$disconnect"}'],
    ["that is binary",                          "bad_message", Buffer.from('{"action":"ping"}')],
    ["of 4098 bytes, but fewer characters",     "too_large",   `{"action":"join","x":"${"é".repeat(2037)}"}`],
  ])("%s is refused as %s, and the connection goes on", async (_, code, frame) => {
    const { url, queued } = await start();
    const { socket, received, next } = await connect(url);
    socket.send(frame);
    socket.send('{"action":"ping"}');
    await next(2);
    expect(received).toEqual([{ type: "error", code, message: expect.any(String) }, { type: "pong" }]);
    expect(queued).toEqual([]);
  });

  test("of exactly 4096 bytes is taken", async () => {
    const { url, queued } = await start();
    const { socket } = await connect(url);
    const frame = '{"action":"join","x":""}';
    socket.send(frame.replace('""', `"${"x".repeat(4096 - frame.length)}"`));
    await until("the join is queued", () => queued.length);
  });

  test("above 128 KiB closes the connection with 1009", async () => {
    const { url, queued } = await start();
    const { socket } = await connect(url);
    socket.send("x".repeat(131_073));
    const [code] = await once(socket, "close");
    expect(code).toBe(1009);
    await until("its disconnect is queued", () => queued[0]?.action === "disconnect");
  });

  test("beyond a burst of 40 is refused as rate_limited, and the others are not", async () => {
    const { url, queued } = await start();
    const { socket, received, next } = await connect(url);
    for (let n = 0; n < 60; n += 1) socket.send('{"action":"leave","room":"demo","key":"k"}');
    await next(15);
    await until("the burst is queued", () => queued.length >= 40);
    expect(received[0]).toMatchObject({ type: "error", code: "rate_limited" });
    expect(queued.length).toBeLessThan(45);
  });

  test("which the queue refuses is answered as unavailable", async () => {
    const { url } = await start({ refuse: true });
    const { socket, received, next } = await connect(url);
    socket.send('{"action":"join","room":"demo","key":"k"}');
    await next(1);
    expect(received[0]).toMatchObject({ type: "error", code: "unavailable" });
  });
});

test("a connection that ends, however it ends, leaves a disconnect in the queue", async () => {
  const started = await start();
  const first = await connectAndJoin(started);
  first.socket.close();
  const message = await until("a disconnect", () =>
    started.queued.find(({ action }) => action === "disconnect"),
  );
  expect(message).toEqual({
    action: "disconnect",
    connectionId: first.connectionId,
    sentAtMs: expect.any(Number),
  });

  const second = await connect(started.url);
  second.socket.terminate();
  await until("another", () => started.queued.filter(({ action }) => action === "disconnect").length === 2);
  expect(started.gateway.connections.size).toBe(0);
});

test("shutting down closes every connection with 1001 and queues its disconnect", async () => {
  const { gateway, url, queued } = await start();
  const { socket } = await connect(url);
  const closed = once(socket, "close");
  await gateway.closeSockets();
  expect((await closed)[0]).toBe(1001);
  expect(queued.map(({ action }) => action)).toEqual(["disconnect"]);
});

describe("@connections", () => {
  test("sends a text frame to a connection", async () => {
    const started = await start();
    const { received, next, connectionId } = await connectAndJoin(started);
    await started.management.send(
      new PostToConnectionCommand({ ConnectionId: connectionId, Data: '{"type":"tick"}' }),
    );
    await next(1);
    expect(received).toEqual([{ type: "tick" }]);
  });

  test("tells when a connection was opened, and ends it", async () => {
    const started = await start();
    const { socket, connectionId } = await connectAndJoin(started);
    const found = await started.management.send(new GetConnectionCommand({ ConnectionId: connectionId }));
    expect(found.ConnectedAt).toBeInstanceOf(Date);
    const closed = once(socket, "close");
    await started.management.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    await closed;
  });

  test("answers GoneException for a connection that is gone or never was", async () => {
    const started = await start();
    const { socket, connectionId } = await connectAndJoin(started);
    socket.terminate();
    await until("it is gone", () => started.gateway.connections.size === 0);
    for (const ConnectionId of [connectionId, "never="]) {
      await expect(
        started.management.send(new PostToConnectionCommand({ ConnectionId, Data: "x" })),
      ).rejects.toMatchObject({ name: "GoneException", $metadata: { httpStatusCode: 410 } });
    }
  });

  test("refuses more than 128 KB", async () => {
    const started = await start();
    const { connectionId } = await connectAndJoin(started);
    const Data = "x".repeat(131_073);
    await expect(
      started.management.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data })),
    ).rejects.toMatchObject({ name: "PayloadTooLargeException" });
  });

  test("is not to be found on the public port", async () => {
    const started = await start();
    const { connectionId } = await connectAndJoin(started);
    for (const path of [`/@connections/${connectionId}`, `/local/@connections/${connectionId}`]) {
      const { status } = await fetch(`${started.url}${path}`, { method: "POST", body: "x" });
      expect(status).toBe(404);
    }
  });
});

describe("the public port", () => {
  test("says 503 until everything is ready, then 200", async () => {
    const { url, openIt } = await start({ isOpen: false });
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
    expect((await fetch(`${url}/rooms/demo`)).status).toBe(503);
    openIt();
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
  });

  test("hands the API what is the API's, with its body", async () => {
    const { url } = await start();
    const post = await fetch(`${url}/rooms/demo/tickets`, { method: "POST", body: "{}" });
    expect(await post.json()).toMatchObject({ path: "/rooms/demo/tickets", body: "{}" });
    for (const path of [
      "/.well-known/jwks.json",
      "/openapi.json",
      "/admin/rooms",
      "/admin/rooms/demo/live",
      "/admin/session",
    ]) {
      expect(await (await fetch(url + path)).json()).toMatchObject({ path });
    }
  });

  test("tells the API who asks as API Gateway does, and takes no header's word for it", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/rooms/demo`, { headers: { "x-forwarded-for": "192.0.2.1" } });
    const { env } = (await answer.json()) as { env: unknown };
    expect(env).toEqual({ requestContext: { http: { sourceIp: "127.0.0.1" } } });
  });

  test("refuses a body above 64 KiB as a problem", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/rooms/demo/tickets`, { method: "POST", body: "x".repeat(65_537) });
    expect(answer.status).toBe(413);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("serves pages with a policy that admits its own scripts and its own WebSocket only", async () => {
    const { url } = await start();
    const page = await fetch(`${url}/r/demo`);
    expect(await page.text()).toBe("<p>room</p>");
    const policy = page.headers.get("content-security-policy") ?? "";
    const host = url.replace("http://", "");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://${host} wss://${host};`);
  });

  test("answers an unknown address as a problem", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/nowhere`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { type: "about:blank", title: "Not Found", status: 404, detail: expect.any(String) },
    ]);
  });

  test("that is taken is refused in one line that names it", async () => {
    const { gateway } = await start();
    const again = startGateway({
      host: "127.0.0.1",
      port: gateway.port,
      routes: wiring.webSocketRoutes,
      log: silentLog,
    });
    await expect(again).rejects.toThrow(
      new RegExp(`^--port ${gateway.port}: something else is listening on 127\\.0\\.0\\.1:${gateway.port}`),
    );
  });

  test("takes no WebSocket at another path", async () => {
    const { url } = await start();
    const socket = new WebSocket(`${url.replace("http", "ws")}/elsewhere`);
    const [error] = await once(socket, "error");
    expect(error.message).toContain("404");
  });
});

test("a token bucket gives its burst at once, and then so many a second", () => {
  const bucket = new TokenBucket(20, 40, 0);
  const take = (count: number, nowMs: number) =>
    Array.from({ length: count }, () => bucket.take(nowMs)).filter(Boolean).length;
  expect(take(50, 0)).toBe(40);
  expect(take(10, 100)).toBe(2);
  expect(take(50, 10_000)).toBe(40);
});
