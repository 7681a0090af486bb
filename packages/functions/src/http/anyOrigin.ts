import { cors } from "hono/cors";

/**
 * Pages of any origin may ask what visitors ask: who asks is shown by tokens, which no browser adds by itself, and no cookie
 * counts. Where nothing here depends on who asks, a shared cache may keep the answer. Operators have a cookie, and none of this.
 */
export const anyOrigin = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "POST", "DELETE"],
  allowHeaders: ["authorization", "content-type"],
  exposeHeaders: ["location", "retry-after", "www-authenticate"],
  // As long as any browser keeps it: two hours.
  maxAge: 7200,
});
