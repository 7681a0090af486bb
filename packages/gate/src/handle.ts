import type { Gate, Visit } from "./decision.ts";

/** What a site that reads headers only is told of the visit: `shop 17 2030-01-31T09:00:00.000Z`. */
export const visitHeader = "fairline-visit";

/** The gate around a Fetch-API handler. What goes wrong in the handler stays the site's own. */
export function createHandle(decide: Gate["decide"], finish: Gate["finish"]): Gate["handle"] {
  return async (request, next) => {
    const decision = await decide(request);
    if (decision.kind === "answered") return decision.response;
    const visit = decision.kind === "admitted" ? decision.visit : undefined;
    const response = await next(handedOn(request, visit), visit);
    // A connection that was taken over has no answer to change.
    if (response.status === 101) return response;
    const headers = await finish(decision, response);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  };
}

/** The request for the site: what it says of visits comes from the gate, and not from the visitor. */
function handedOn(request: Request, visit: Visit | undefined): Request {
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith("fairline-")) headers.delete(name);
  if (visit !== undefined) headers.set(visitHeader, told(visit));
  return new Request(request, { headers });
}

/** A visit as one line of text. */
export function told({ room, number, expiresAt }: Visit): string {
  return `${room} ${number} ${expiresAt.toISOString()}`;
}
