import { Hono } from "hono";

/** What this API is, for programs and for people. */
export const openapi = new Hono();

/** Made at the first request: most instances are never asked for it. */
let text: Promise<string> | undefined;

openapi.get("/openapi.json", async (c) => {
  text ??= import("../openapi/document.ts").then(({ openApiDocument }) => JSON.stringify(openApiDocument()));
  const headers = { "content-type": "application/json", "cache-control": "public, max-age=300" };
  return c.body(await text, 200, headers);
});
