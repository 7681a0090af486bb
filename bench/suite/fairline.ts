import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "@fairline/local";
import type { Logger } from "pino";
import { importCode } from "../../packages/local/src/code.ts";
import { captureConsole } from "../../packages/local/src/log.ts";
import type { Invocations } from "../bill/invocations.ts";

/** What both designs are told of their room. */
export interface Room {
  readonly room: string;
  readonly slots: number;
  readonly slotSeconds: number;
  readonly tickSeconds: number;
}

export interface Served {
  /** Without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface Watching {
  readonly log: Logger;
  /** Sees all that handlers do, for which everything goes by HTTP, as in the cloud; without it as with `npm start`. */
  readonly invocations?: Invocations;
  /** What the handlers' environment has instead of one machine's own values. */
  readonly environment?: Readonly<Record<string, string>>;
  /** So many joins go into one invocation at most; by default as with `npm start`. */
  readonly lobbyBatchMax?: number;
}

/** Fairline on one machine with one room. Once a process. */
export async function startFairline({ room, ...settings }: Room, watching: Watching): Promise<Served> {
  const { log, invocations, environment, lobbyBatchMax } = watching;
  const folder = mkdtempSync(join(tmpdir(), "fairline-bench-"));
  const config = join(folder, "rooms.json");
  writeFileSync(config, JSON.stringify({ rooms: { [room]: settings } }));
  // The handlers tell of every visit.
  captureConsole(log);
  try {
    return await startLocal(
      { port: 0, host: "127.0.0.1", config, adminToken: "bench", log: "json" },
      {
        log,
        means: invocations === undefined ? "own" : "aws",
        ...(lobbyBatchMax !== undefined && { lobbyBatchMax }),
        // Before the first handler runs: they read their environment once.
        importTheCode: () => {
          Object.assign(process.env, environment);
          return invocations?.importTheCode() ?? importCode();
        },
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
