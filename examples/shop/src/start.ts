import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Gate } from "@fairline/gate";
import { shopGate } from "./gate.ts";
import { help, parseOptions } from "./options.ts";
import { checkRoom } from "./room.ts";
import { Shop } from "./shop.ts";
import { UsageError } from "./usage-error.ts";

const host = "127.0.0.1";

/** Starts one of the shops as a command: flags, one line that says where it is, and a clean end. */
export async function start(
  portDefault: number,
  listener: (gate: Gate, shop: Shop) => RequestListener,
): Promise<void> {
  try {
    const command = parseOptions(process.argv.slice(2), process.env, portDefault);
    if (command.kind === "help") return void process.stdout.write(help(portDefault));
    const { options } = command;
    await checkRoom(options);
    const shop = new Shop({ hasMoreTime: options.siteKey !== undefined });
    const server = createServer(listener(shopGate(options), shop));
    const port = await listening(server.listen(options.port, host));
    console.log(`Lantern Hall is at http://${host}:${port}/, behind ${options.fairline}/r/${options.room}`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`shop: ${error.message}`);
    process.exitCode = 2;
  }
}

/** The port that it got. */
function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("listening", () => resolve((server.address() as AddressInfo).port));
    server.once("error", (error: NodeJS.ErrnoException & { port?: number }) =>
      reject(new UsageError(`cannot listen on port ${error.port}: ${error.code} (--port)`)),
    );
  });
}
