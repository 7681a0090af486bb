import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "@fairline/local";
import pino from "pino";
import { vi } from "vitest";
import { createVisitor, type Visitor, type VisitorEvents, type VisitorOptions } from "../src/index.ts";

// Visits tell of themselves on standard output.
process.env.POWERTOOLS_LOG_LEVEL = "SILENT";

/** A real server with these rooms, for as long as a test file runs. */
export async function startRooms(rooms: Record<string, Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), "fairline-client-"));
  const config = join(folder, "rooms.json");
  writeFileSync(config, JSON.stringify({ rooms }));
  const server = await startLocal(
    { port: 0, host: "127.0.0.1", config, adminToken: "token", log: "json" },
    { log: pino({ level: "silent" }) },
  );
  const visitors: Visitor[] = [];
  return {
    url: server.url,
    /** A visitor that has joined, and all that it was told. */
    joins(room: string, more: Partial<VisitorOptions> = {}) {
      const visitor = createVisitor({ url: server.url, room, ...more });
      visitors.push(visitor);
      const told = recorded(visitor);
      visitor.join();
      return { visitor, ...told };
    },
    /** Everybody goes; the server stays. */
    closeVisitors() {
      for (const visitor of visitors.splice(0)) visitor.close();
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const names = [
  "position",
  "call",
  "missed",
  "turn",
  "extended",
  "end",
  "refused",
  "link",
  "announcement",
] as const;

function recorded(visitor: Visitor) {
  const all: { [Name in keyof VisitorEvents]: VisitorEvents[Name][] } = {
    position: [],
    call: [],
    missed: [],
    turn: [],
    extended: [],
    end: [],
    refused: [],
    link: [],
    announcement: [],
  };
  for (const name of names) visitor.on(name, (told) => all[name].push(told as never));
  return {
    all,
    /** The first that is meant, as soon as it was told. */
    told: <Name extends keyof VisitorEvents>(
      name: Name,
      isMeant: (told: VisitorEvents[Name]) => boolean = () => true,
    ) => vi.waitUntil(() => all[name].find(isMeant), { timeout: 25_000, interval: 20 }),
  };
}
