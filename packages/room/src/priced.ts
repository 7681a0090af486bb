import type { LiveView } from "@fairline/core";
import { costOf } from "@fairline/planner/cost";

/** The server's own answer, and what the planner makes of it: a room knows no prices. */
export function priced(json: unknown, view: LiveView): object {
  return { ...(json as object), cost: costOf(view) };
}
