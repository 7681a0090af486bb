import { Hono } from "hono";
import type { Operated } from "../src/http/operator.ts";
import { type Sent, sendUnchecked } from "./requests.ts";

/** What a route learns of the operator who asks, as the text of its answer. The environment must be set. */
export async function whoAsks(sent: Sent): Promise<Response> {
  const { authenticate } = await import("../src/http/authenticate.ts");
  const app = new Hono<Operated>().use(authenticate).get("/", (c) => c.text(c.get("operator")));
  return sendUnchecked(app, "GET /", sent);
}
