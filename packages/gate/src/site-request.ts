import { addressOf, isTarget } from "./target.ts";

/** What a server, or the cloud, knows of a request. */
export interface RequestParts {
  readonly scheme: string;
  readonly host: string | undefined;
  /** Path and query, as they were sent. */
  readonly target: string;
  readonly method: string;
  readonly headers: Headers;
}

/**
 * The request for the gate to look at; nothing where its scheme, host, target or method makes no sense. Of `Host` only what is an origin is
 * taken: with a path in it, it would show the gate another path than the one that the site then answers.
 */
export function siteRequest({ scheme, host, target, method, headers }: RequestParts): Request | undefined {
  if (!/^https?$/.test(scheme) || !isTarget(target)) return undefined;
  const origin = URL.parse(`${scheme}://${host ?? "localhost"}`)?.origin;
  // The Fetch standard has no requests of these kinds.
  if (origin === undefined || /^(?:connect|trace|track)$/i.test(method)) return undefined;
  return new Request(addressOf(origin, target), { method, headers });
}
