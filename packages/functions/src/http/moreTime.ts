import { ExtendRequest, type Extension, extend, type FreshPass, type Line } from "@fairline/core";
import { type Context, Hono } from "hono";
import { runtime } from "../runtime.ts";
import { isKeyOf } from "../siteKeys.ts";
import { parseBody } from "./body.ts";
import { problem } from "./problem.ts";
import { iso } from "./views.ts";
import { visitOf } from "./visitOf.ts";

/** What the protected site asks for. Visitors hold passes, too, and must not give themselves time: hence a key of its own. */
export const moreTime = new Hono();

moreTime.post("/rooms/:room/visits/extend", async (c) => {
  const { siteKeys, ports } = runtime();
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const shown = c.req.header("fairline-site-key") ?? "";
  if (!isKeyOf(visit.line.room, siteKeys, shown)) return problem(c, "not_the_site");
  const body = await parseBody(c, ExtendRequest);
  if (!body.ok) return body.response;
  const extension = await extend(ports, visit.line, visit.number, body.value.seconds);
  return answer(c, visit, extension);
});

async function answer(
  c: Context,
  { line, number }: { readonly line: Line; readonly number: number },
  extension: Extension,
): Promise<Response> {
  switch (extension.kind) {
    case "extended": {
      const { expiresAtMs } = extension;
      const pass = await runtime().ports.passes.pass(line, { number, expiresAtMs });
      c.header("cache-control", "no-store");
      return c.json({ pass, expiresAt: iso(expiresAtMs) } satisfies FreshPass);
    }
    case "no more time":
      return problem(c, "no_more_time");
    case "over":
      return problem(c, "visit_over");
    case "busy":
      return problem(c, "unavailable");
    default:
      return extension satisfies never;
  }
}
