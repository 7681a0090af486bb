import type { Context } from "hono";

/** Hono knows the parameter of a base path only at run time. */
export function roomOf(c: Context): string {
  return c.req.param("room") ?? "";
}
