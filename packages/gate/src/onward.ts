import type { Visit } from "./decision.ts";

/** What a site that reads headers only is told of the visit: `shop 17 2030-01-31T09:00:00.000Z`. */
export const visitHeader = "fairline-visit";

/** Names of headers that only the gate may set on a request: a visitor who sends one must not be believed. */
export function isOurs(name: string): boolean {
  return name.toLowerCase().startsWith("fairline-");
}

/** A request's headers for the site: what they say of visits comes from the gate, and not from the visitor. */
export function onwardHeaders(headers: Headers, visit: Visit | undefined): Headers {
  const onward = new Headers(headers);
  for (const name of [...onward.keys()]) if (isOurs(name)) onward.delete(name);
  if (visit !== undefined) onward.set(visitHeader, told(visit));
  return onward;
}

/** A visit as one line of text. */
export function told({ room, number, expiresAt }: Visit): string {
  return `${room} ${number} ${expiresAt.toISOString()}`;
}
