import { createServer } from "node:http";
import express from "express";
import { protect } from "../../src/express.ts";
import { createGate } from "../../src/index.ts";
import { listening } from "./listening.ts";
import type { Setting } from "./site.ts";

export const expressSite: Setting = {
  hearsTheSite: true,
  async serve(options, stream) {
    const app = express();
    const server = createServer(app);
    const served = await listening(server.listen(0, "127.0.0.1"));
    app.use(protect(createGate(options(served.url))));
    app.get("/sale", (request, response) => {
      response.send(`sale for ${request.visit?.number ?? "nobody"}`);
    });
    app.get("/about/us", (_, response) => {
      response.send("about us");
    });
    app.get("/seen", (request, response) => {
      response.json(Object.keys(request.headers).filter((name) => name.startsWith("fairline-")));
    });
    app.post("/echo", (request, response) => {
      response.type("application/octet-stream");
      request.pipe(response);
    });
    app.get("/done", (_, response) => {
      response.set("Fairline", "complete").send("thanks");
    });
    app.get("/more", (_, response) => {
      response.writeHead(200, { Fairline: "extend=60" }).end("more time");
    });
    app.get("/paid", (_, response) => {
      response.redirect(303, "/receipt");
    });
    app.get("/page", (_, response) => {
      response.cookie("basket", "1").cookie("theme", "dark");
      response.set({ "Cache-Control": "public, max-age=60", "X-Site": "yes" }).send("page");
    });
    app.get("/stream", async (_, response) => {
      response.write("first");
      await stream.mayGoOn;
      response.end(" second");
    });
    app.get("/broken", () => {
      throw new Error("broken");
    });
    app.use(((_error, _request, response, _next) => {
      response.status(500).send("the site is broken");
    }) satisfies express.ErrorRequestHandler);
    return served;
  },
};
