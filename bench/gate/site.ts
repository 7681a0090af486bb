import { createGate } from "@fairline/gate";
import { protect } from "@fairline/gate/hono";
import { type ServerType, serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import * as z from "zod";
import { addressOfServer } from "../../packages/gate/test/support/servers.ts";

/** A small site on Hono, once with the gate before it and once without, in a process of its own. */
const [, , url, room] = z.tuple([z.string(), z.string(), z.url(), z.string()]).parse(process.argv);

// A lease that lasts longer than the measuring: what is measured is a request, and not a renewal.
const gate = createGate({ url, room, leaseSeconds: 600 });
const page = (c: Context) => c.text("A page of the site.");

const bare = listening(new Hono().get("/", page));
const gated = listening(new Hono().use(protect(gate)).get("/", page));

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system });
});
process.send?.({ bare: await addressOfServer(bare), gated: await addressOfServer(gated) });

function listening({ fetch }: Hono): ServerType {
  return serve({ fetch, hostname: "127.0.0.1", port: 0 });
}
