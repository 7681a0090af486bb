import { type Answer, ask } from "@fairline/client/answer";
import type { Http } from "@fairline/client/ports";

export interface RequestDetails {
  readonly body?: unknown;
  /** The version that the request is meant for, as the server tagged it. With another one it is refused. */
  readonly etag?: string;
  /** Gives the request up. */
  readonly signal?: AbortSignal;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Asks the operators' part of the API: `path` begins below `/admin`. */
export type Asks = (method: Method, path: string, details?: RequestDetails) => Promise<Answer>;

/** Who asks is known by a cookie, which the browser adds and no script can read. */
export function askAs(http: Http): Asks {
  return (method, path, { body, etag, signal } = {}) =>
    ask(http, `/admin${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(etag === undefined ? {} : { "if-match": etag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
}

export type Refusal = Extract<Answer, { ok: false }>;

/** One sentence for a person about a request that failed. */
export function troubleText({ status, problem }: Refusal): string {
  if (status === 0) return "The server did not answer.";
  return (
    problem?.errors?.[0]?.message ?? problem?.detail ?? problem?.title ?? `The server answered ${status}.`
  );
}

export const notUnderstood = "The server’s answer was not understood.";
