import { join } from "node:path";
import { protect } from "@fairline/gate/hono";
import { getRequestListener } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { Answer } from "./answer.ts";
import { visitOf } from "./gate.ts";
import { moreSeconds } from "./shop.ts";
import { start } from "./start.ts";

const folder = join(import.meta.dirname, "..", "public");

/** `npm run shop:hono`: the shop with Hono. The gate is one line. */
await start(4100, (gate, shop) => {
  const app = new Hono();
  app.use(protect(gate));
  app.use(
    "/assets/*",
    serveStatic({ root: folder, rewriteRequestPath: (path) => path.slice("/assets".length) }),
  );

  app.get("/", async () => send(await shop.catalogue()));
  app.get("/orders/:id", async (c) => send(await shop.order(c.req.param("id"))));
  app.get("/healthz", () => send(shop.health()));

  app.get("/seats/:evening", async (c) => send(await shop.seats(visitOf(c.var), c.req.param("evening"))));
  app.post("/seats/:evening", async (c) =>
    send(await shop.choose(visitOf(c.var), c.req.param("evening"), await c.req.parseBody({ all: true }))),
  );
  app.get("/checkout", async (c) => send(await shop.checkout(visitOf(c.var), { more: c.req.query("more") })));
  app.post("/checkout", async (c) => send(await shop.buy(visitOf(c.var), await c.req.parseBody())));
  app.post("/more-time", async (c) => send(shop.moreTime(await gate.extend(c.req.raw, moreSeconds))));

  app.get("/api/evenings/:evening/seats", (c) =>
    send(shop.seatStates(visitOf(c.var), c.req.param("evening"))),
  );
  app.post("/api/orders", async (c) =>
    send(shop.newOrder(visitOf(c.var), await c.req.json().catch(() => undefined))),
  );

  app.notFound(async () => send(await shop.missing()));
  return getRequestListener(app.fetch);
});

function send({ status, headers, cookies = [], body }: Answer): Response {
  const response = new Response(body, { status, headers });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
