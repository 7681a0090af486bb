import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalServer, startLocal } from "@fairline/local";
import pino from "pino";
import { captureConsole } from "../../packages/local/src/log.ts";
import { fillHistory, fillLine, openTable } from "./fill.ts";
import { type Looks, lookAt } from "./looks.ts";
import type { Options } from "./options.ts";
import { type PageMemory, watchPage } from "./page.ts";

/** The one with the tickets, and the one that it is held against. */
export const rooms = ["long", "empty"] as const;
type ByRoom<T> = Readonly<Record<(typeof rooms)[number], T>>;

export interface Measured {
  readonly fillSeconds: number;
  /** With all samples, as a console that has just been opened asks; and with those that are new alone. */
  readonly allSamples: ByRoom<Looks>;
  readonly newSamples: ByRoom<Looks>;
  readonly page: ByRoom<PageMemory>;
}

const token = "bench-console";
/** The long line moves while it is looked at: slots fill and empty, and a tick comes every 2 s. */
const settings = { slots: 50, slotSeconds: 20, tickSeconds: 2 } as const;

/** Everything on one machine, in memory, with a long line in one room and nobody in the other. */
export async function measure(options: Options): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-console-"));
  const config = join(folder, "rooms.json");
  writeFileSync(
    config,
    JSON.stringify({ rooms: { long: { ...settings, state: "paused" }, empty: settings } }),
  );
  const log = pino({ level: "warn" }, pino.destination(2));
  // The handlers tell of every visit.
  captureConsole(log);
  const server = await startLocal(
    { port: 0, host: "127.0.0.1", config, adminToken: token, log: "json" },
    { log },
  );
  try {
    return await measureOn(server, options);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOn({ url }: LocalServer, { tickets, looks, polls }: Options): Promise<Measured> {
  const fillSeconds = await fillRooms(tickets);
  await ask(`${url}/admin/rooms/long/resume`);
  const look = (since: boolean) => lookAt(rooms, { url, token, since }, looks);
  const allSamples = await look(false);
  const newSamples = await look(true);
  const watch = (room: string) => watchPage({ url, token, room, polls });
  const page = { long: await watch("long"), empty: await watch("empty") };
  return { fillSeconds, allSamples, newSamples, page };
}

/** Both rooms have a past, and one of them has the line. Returns how long that took. */
async function fillRooms(tickets: number): Promise<number> {
  const begunMs = performance.now();
  const { table, close } = openTable();
  for (const room of rooms) await fillHistory(table, { room, run: 1 }, tickets, settings.tickSeconds * 1000);
  await fillLine(table, { room: "long", run: 1 }, tickets);
  close();
  return (performance.now() - begunMs) / 1000;
}

async function ask(url: string): Promise<void> {
  const { ok, status } = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  if (!ok) throw new Error(`${url} answered ${status}`);
}
