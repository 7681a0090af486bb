import { join } from "node:path";
import { fetchRequest, protect } from "@fairline/gate/express";
import express, { type Response } from "express";
import type { Answer } from "./answer.ts";
import { visitOf } from "./gate.ts";
import { moreSeconds } from "./shop.ts";
import { start } from "./start.ts";

/** `npm run shop`: the shop with Express. The gate is one line. */
await start(4000, (gate, shop) => {
  const app = express();
  app.disable("x-powered-by");
  app.use(protect(gate));
  app.use("/assets", express.static(join(import.meta.dirname, "..", "public")));
  app.use(express.urlencoded(), express.json());

  app.get("/", async (_, response) => send(response, await shop.catalogue()));
  app.get("/orders/:id", async ({ params }, response) => send(response, await shop.order(params.id)));
  app.get("/healthz", (_, response) => send(response, shop.health()));

  app
    .route("/seats/:evening")
    .get(async (asked, response) => send(response, await shop.seats(visitOf(asked), asked.params.evening)))
    .post(async (asked, response) =>
      send(response, await shop.choose(visitOf(asked), asked.params.evening, asked.body)),
    );
  app
    .route("/checkout")
    .get(async (asked, response) =>
      send(response, await shop.checkout(visitOf(asked), { more: asked.query.more })),
    )
    .post(async (asked, response) => send(response, await shop.buy(visitOf(asked), asked.body)));
  app.post("/more-time", async (asked, response) => {
    const request = fetchRequest(asked);
    if (request === undefined) return void response.sendStatus(400);
    send(response, shop.moreTime(await gate.extend(request, moreSeconds)));
  });

  app.get("/api/evenings/:evening/seats", (asked, response) =>
    send(response, shop.seatStates(visitOf(asked), asked.params.evening)),
  );
  app.post("/api/orders", (asked, response) => send(response, shop.newOrder(visitOf(asked), asked.body)));

  app.use(async (_, response) => send(response, await shop.missing()));
  return app;
});

function send(response: Response, { status, headers, cookies = [], body }: Answer): void {
  for (const cookie of cookies) response.append("set-cookie", cookie);
  response.status(status).set(headers).send(body);
}
