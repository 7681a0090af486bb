import { Hono } from "hono";
import { protect } from "../../src/hono.ts";
import { createGate } from "../../src/index.ts";
import { serveFetch } from "./listening.ts";
import { type Setting, siteApp } from "./site.ts";

export const honoSite: Setting = {
  hearsTheSite: true,
  serve: (options, stream) =>
    serveFetch((url) => {
      const app = new Hono();
      app.use(protect(createGate(options(url))));
      app.get("/sale", (c) => c.text(`sale for ${c.var.visit?.number ?? "nobody"}`));
      app.route(
        "/",
        siteApp(stream, () => undefined),
      );
      app.onError((_, c) => c.text("the site is broken", 500));
      return app.fetch;
    }),
};
