import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalServer, startLocal } from "@fairline/local";
import pino from "pino";
import { expect } from "vitest";

/** A real Fairline on this machine, and visitors who take their place over HTTP. */
export interface RealFairline {
  readonly url: string;
  readonly adminToken: string;
  /** Waits in line until it is their turn; gives the pass, as the room's page gets it. */
  turn(room: string): Promise<string>;
  /** The code of the hand-over, as the room's page asks for it. */
  code(room: string, pass: string, returnTo: string, challenge: string): Promise<Response>;
  stop(): Promise<void>;
}

export async function startRealFairline(rooms: object): Promise<RealFairline> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-gate-"));
  const config = join(folder, "rooms.json");
  writeFileSync(config, JSON.stringify({ rooms }));
  const server: LocalServer = await startLocal(
    { port: 0, host: "127.0.0.1", config, adminToken: "an-admin-token-of-the-test", log: "json" },
    { log: pino({ level: "silent" }) },
  );
  const { url, adminToken } = server;

  async function ticket(room: string, resume: string): Promise<{ pass?: string }> {
    const response = await fetch(`${url}/rooms/${room}/tickets/me`, {
      headers: { authorization: `Bearer ${resume}` },
    });
    return response.json() as Promise<{ pass?: string }>;
  }

  return {
    url,
    adminToken,
    async turn(room) {
      const joined = await fetch(`${url}/rooms/${room}/tickets`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ key: randomUUID() }),
      });
      const { resume } = (await joined.json()) as { resume: string };
      await expect.poll(async () => (await ticket(room, resume)).pass, { timeout: 10_000 }).toBeDefined();
      return (await ticket(room, resume)).pass ?? "";
    },
    code: (room, pass, returnTo, challenge) =>
      fetch(`${url}/rooms/${room}/codes`, {
        method: "POST",
        headers: { authorization: `Bearer ${pass}`, "content-type": "application/json" },
        body: JSON.stringify({ returnTo, challenge }),
      }),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
