import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Handover, ServerMessage, TicketMessage } from "@fairline/core";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type LocalServer, startLocal } from "../src/index.ts";
import { silentLog, until } from "./fakes.ts";

// The whole machine, with the real handlers: ticks, queues and executions run by themselves.

process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
const msMax = 20_000;
const config = join(mkdtempSync(join(tmpdir(), "fairline-")), "rooms.json");
const room = { slots: 1, slotSeconds: 600, tickSeconds: 1, graceSeconds: 4, confirm: true };
writeFileSync(config, JSON.stringify({ rooms: { demo: room } }));

let server: LocalServer | undefined;
afterEach(() => server?.stop());

type MessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

/** A tab that joins, and keeps what it hears. */
function tab(url: string, key: string = randomUUID()) {
  const heard: ServerMessage[] = [];
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
  socket.on("open", () => socket.send(JSON.stringify({ action: "join", room: "demo", key })));
  socket.on("message", (data) => heard.push(ServerMessage.parse(JSON.parse(String(data)))));
  const hears = <T extends ServerMessage["type"]>(type: T) =>
    until(type, () => heard.find((message): message is MessageOf<T> => message.type === type), msMax);
  /** What a holder asks of the own place, with the token that came with the ticket. */
  const ask = async (method: string, what: string, body?: unknown) => {
    const { resume } = await hears("ticket");
    return fetch(`${url}/rooms/demo/tickets/me${what}`, {
      method,
      headers: { authorization: `Bearer ${resume}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const confirm = async () => TicketMessage.parse(await (await ask("POST", "/confirm")).json());
  return { heard, hears, ask, confirm };
}

test("C1 C2 D1 M1 a call that was missed is made good from another device, when the one who was let ahead is done", async () => {
  server = await startLocal(
    { port: 0, host: "127.0.0.1", config, adminToken: "token", log: "json" },
    { log: silentLog },
  );
  const { url } = server;
  const ada = tab(url);
  await ada.hears("call");
  const bob = tab(url);
  await bob.hears("ticket");
  const cleo = tab(url);
  await cleo.hears("ticket");
  expect(TicketMessage.parse(await (await bob.ask("POST", "/defer", { places: 1 })).json())).toMatchObject({
    number: 2,
    deferredTo: 3,
  });

  await ada.hears("missed");
  await cleo.hears("call");
  expect(await cleo.confirm()).toMatchObject({ number: 3, status: "admitted" });
  await cleo.hears("turn");

  const { code } = Handover.parse(await (await ada.ask("POST", "/handover")).json());
  const key = randomUUID();
  const taken = await fetch(`${url}/rooms/demo/handovers`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, key }),
  });
  expect(taken.status).toBe(200);
  await ada.hears("moved");
  const phone = tab(url, key);
  expect(await phone.confirm()).toMatchObject({ number: 1, status: "waiting", lastChance: true });

  expect((await cleo.ask("DELETE", "")).status).toBe(204);
  expect(await phone.hears("call")).toMatchObject({ number: 1, lastChance: true });
  expect(await phone.confirm()).toMatchObject({ number: 1, status: "admitted" });
  expect(ada.heard.filter(({ type }) => type === "turn")).toEqual([]);
  expect(bob.heard.filter(({ type }) => type === "turn" || type === "call")).toEqual([]);

  expect((await phone.ask("DELETE", "")).status).toBe(204);
  await bob.hears("call");
  expect(await bob.confirm()).toMatchObject({ number: 2, status: "admitted" });
}, 90_000);
