import type { By } from "@fairline/core";
import type { Context } from "hono";
import type { Operated } from "./operator.ts";

/** Who changes something, and on top of which version, if that is said: `If-Match` holds the tag of an earlier answer. */
export function byWhom(c: Context<Operated>): By {
  const who = c.get("operator");
  const ifMatch = c.req.header("if-match");
  if (ifMatch === undefined || ifMatch === "*") return { who };
  // An entity tag that we never gave out matches no version.
  return { who, expectedVersion: Number(/^(?:W\/)?"(\d+)"$/.exec(ifMatch)?.[1] ?? -1) };
}
