import type { Problem } from "@fairline/core";
import { describeIssue, fieldOf } from "@fairline/core/issues";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type * as z from "zod";

/** Every refusal of the HTTP API, with its status: the one place that knows both. */
export const problems = {
  bad_json: [400, "The body is not JSON"],
  unauthorized: [401, "A valid bearer token is required"],
  cross_site: [403, "Another site has sent this"],
  not_the_site: [403, "The protected site's key is required"],
  wrong_room: [403, "The token is for another room"],
  unknown_room: [404, "There is no such room"],
  not_found: [404, "There is nothing here"],
  unknown_ticket: [404, "There is no such place in line"],
  unknown_change: [404, "There is no such change in the log"],
  already_done: [409, "This has been done already"],
  nobody_behind: [409, "Nobody is behind this place"],
  not_waiting: [409, "The visitor is not waiting"],
  visitor_away: [409, "The visitor is not there just now, and would be passed over"],
  no_visit: [409, "Nobody is inside or called with this number"],
  no_more_time: [409, "The room lets the visit last no longer"],
  not_open: [409, "The room is not open"],
  not_paused: [409, "The room is not paused"],
  not_undoable: [409, "This cannot be undone"],
  key_taken: [409, "The key has a place already"],
  visit_over: [410, "The visit is over"],
  moved: [410, "Another device holds this place"],
  code_over: [410, "The code is used, too old, unknown, or for another device"],
  handover_over: [410, "The code is used, too old, or unknown"],
  version_conflict: [412, "Somebody else changed the settings"],
  too_large: [413, "The body is too large"],
  invalid: [422, "A value is not allowed"],
  too_many_attempts: [429, "Too many wrong tokens came from this address"],
  unavailable: [503, "Try again in a moment"],
  internal: [500, "Something went wrong here"],
} satisfies Record<string, [ContentfulStatusCode, string]>;
export type ProblemCode = keyof typeof problems;

/** An answer as RFC 9457 has it. `detail` names the field, the value and the range where there is one. */
export function problem(
  c: Context,
  code: ProblemCode,
  detail?: string,
  errors?: Problem["errors"],
): Response {
  const [status, title] = problems[code];
  const body: Problem = {
    type: "about:blank",
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  if (status === 503) headers["retry-after"] = "1";
  if (status === 401) headers["www-authenticate"] = "Bearer";
  return c.body(JSON.stringify(body), status, headers);
}

export function invalid(c: Context, issues: readonly z.core.$ZodIssue[], input: unknown): Response {
  const errors = issues.map((issue) => ({
    field: fieldOf(issue) || "body",
    message: issue.message,
  }));
  const [first] = issues;
  return problem(c, "invalid", first === undefined ? undefined : describeIssue(first, input), errors);
}

/** A value that no schema can judge. */
export function invalidField(c: Context, field: string, message: string): Response {
  return problem(c, "invalid", `${field}: ${message}`, [{ field, message }]);
}
