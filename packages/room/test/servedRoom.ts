import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { adminToken, type Emulators, startEmulators } from "../../functions/test/emulators.ts";
import type { World } from "../src/world.ts";
import { command, type Said } from "./commandLine.ts";

/** The real API over the emulated services, on a port of its own. */
export interface Served {
  readonly world: Emulators;
  readonly url: string;
  /** A command line that knows where the server is, and its token. */
  room(args: readonly string[], over?: Partial<World>): Promise<Said>;
  stop(): Promise<void>;
}

export async function serveRooms(): Promise<Served> {
  const world = await startEmulators();
  const server = serve({ fetch: (request) => world.app.fetch(request), port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { FAIRLINE_URL: url, FAIRLINE_ADMIN_TOKEN: adminToken };
  return {
    world,
    url,
    room: (args, over = {}) => command(args, { ...over, env: { ...env, ...over.env } }),
    async stop() {
      await new Promise((resolve) => server.close(resolve));
      await world.stop();
    },
  };
}
