import { ExtendRequest, extend } from "@fairline/core";
import { Hono } from "hono";
import { runtime } from "../runtime.ts";
import { isKeyOf } from "../siteKeys.ts";
import { parseBody } from "./body.ts";
import { passAnswer } from "./passAnswer.ts";
import { problem } from "./problem.ts";
import { visitOf } from "./visitOf.ts";

/** Visitors hold passes, and must not give themselves time: the site has a key for that (docs/adr/0023-more-time.md). */
export const moreTime = new Hono();

moreTime.post("/rooms/:room/visits/extend", async (c) => {
  const { siteKeys, ports } = runtime();
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const shown = c.req.header("fairline-site-key") ?? "";
  if (!isKeyOf(visit.line.room, siteKeys, shown)) return problem(c, "not_the_site");
  const body = await parseBody(c, ExtendRequest);
  if (!body.ok) return body.response;
  const extension = await extend(ports, visit.line, visit, body.value.seconds);
  switch (extension.kind) {
    case "extended":
      return passAnswer(c, extension, 200);
    case "no more time":
      return problem(c, "no_more_time");
    case "over":
      return problem(c, "visit_over");
    case "busy":
      return problem(c, "unavailable");
    default:
      return extension satisfies never;
  }
});
