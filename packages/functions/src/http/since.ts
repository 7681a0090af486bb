import { At } from "@fairline/core";
import type { Context } from "hono";
import * as z from "zod/mini";
import type { Parsed } from "./body.ts";
import { invalid } from "./problem.ts";

const Query = z.object({ since: z.optional(At) });

/** `?since=…`, in milliseconds since 1970; or the answer that says what is wrong with it. */
export function parseSince(c: Context): Parsed<number | undefined> {
  const query = { since: c.req.query("since") };
  const { success, data, error } = Query.safeParse(query);
  if (!success) return { ok: false, response: invalid(c, error.issues, query) };
  return { ok: true, value: data.since === undefined ? undefined : Date.parse(data.since) };
}
