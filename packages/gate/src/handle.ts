import { finished } from "./answering.ts";
import type { Gate } from "./decision.ts";
import { onwardHeaders } from "./onward.ts";

/** The gate around a Fetch-API handler. What goes wrong in the handler stays the site's own. */
export function createHandle(decide: Gate["decide"], finish: Gate["finish"]): Gate["handle"] {
  return async (request, next) => {
    const decision = await decide(request);
    if (decision.kind === "answered") return decision.response;
    const visit = decision.kind === "admitted" ? decision.visit : undefined;
    const onward = new Request(request, { headers: onwardHeaders(request.headers, visit) });
    const response = await next(onward, visit);
    // A connection that was taken over has no answer to change.
    if (response.status === 101) return response;
    return finished(response, (answer) => finish(decision, answer));
  };
}
