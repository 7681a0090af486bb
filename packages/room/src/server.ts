import { Problem } from "@fairline/core";
import type { Access } from "./access.ts";
import { Failure } from "./failure.ts";
import { inOneLine } from "./inOneLine.ts";
import { limits } from "./limits.ts";

export interface Sent {
  readonly body?: unknown;
  /** Refused if the settings are at another version by now. */
  readonly ifVersion?: number | undefined;
}

export interface Answer {
  readonly json: unknown;
  /** The version of the settings, where the answer tells it. */
  readonly version: number | undefined;
}

/** Asks the server, by a route as the contract writes it: `GET /admin/rooms`. */
export type Ask = (route: string, sent?: Sent) => Promise<Answer>;

/** A server's HTTP API for an operator. What it refuses, or that it does not answer, is thrown as a `Failure`. */
export function connect({ url, token, operator }: Access, stop: AbortSignal): Ask {
  // A header has room for ASCII only.
  const names: Record<string, string> =
    operator === undefined ? {} : { "fairline-operator": encodeURIComponent(operator) };
  return async (route, { body, ifVersion } = {}) => {
    const [method = "", path = ""] = route.split(" ");
    const request: RequestInit = {
      method,
      headers: {
        ...names,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(ifVersion === undefined ? {} : { "if-match": `"${ifVersion}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([stop, AbortSignal.timeout(limits.answerMsMax)]),
    };
    const { response, text } = await answered(url, path, request);
    const json = jsonIn(text);
    if (!response.ok) throw refusal(url, response.status, json);
    if (json === undefined) throw stranger(url);
    return { json, version: versionIn(response.headers.get("etag")) };
  };
}

async function answered(
  url: string,
  path: string,
  request: RequestInit,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(`${url}${path}`, request);
    return { response, text: await response.text() };
  } catch (error) {
    throw new Failure("unreachable", `nobody answers at ${url} (${reasonOf(error as Error)})`);
  }
}

function reasonOf(error: Error): string {
  if (error.name === "TimeoutError") return `not within ${limits.answerMsMax / 1000} s`;
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(url: string, status: number, json: unknown): Failure {
  const problem = Problem.safeParse(json);
  if (!problem.success) return stranger(url, status);
  const { title, detail, code } = problem.data;
  if (status === 401) return new Failure("refused", `${url} does not take this token`);
  return new Failure(status >= 500 ? "unreachable" : "refused", asError(detail ?? title), code);
}

/** As this command's own errors are written: in one line that begins small. */
function asError(sentence: string): string {
  const line = inOneLine(sentence);
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/** Somebody is there, and it is not Fairline, or one that speaks otherwise. */
export function stranger(url: string, status?: number): Failure {
  const shown = status === undefined ? "" : ` (it answered ${status})`;
  return new Failure("unreachable", `${url} does not answer as Fairline does${shown}`);
}

function versionIn(etag: string | null): number | undefined {
  const digits = /^(?:W\/)?"(\d+)"$/.exec(etag ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
