import { Problem } from "@fairline/core";
import type { Http } from "./ports.ts";

/** What came of a request. `status` 0 means that no answer came at all. */
export type Answer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly body: unknown;
      readonly etag: string | undefined;
      readonly retryAfterSeconds: number | undefined;
    }
  | {
      readonly ok: false;
      readonly status: number;
      readonly problem: Problem | undefined;
      readonly retryAfterSeconds: number | undefined;
    };

/** Sends a request and reads the answer as JSON. Never throws. */
export async function ask(http: Http, path: string, init?: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await http(path, init);
  } catch {
    return { ok: false, status: 0, problem: undefined, retryAfterSeconds: undefined };
  }
  const body: unknown = await response.json().catch(() => undefined);
  const { status, headers } = response;
  const retryAfterSeconds = secondsIn(headers.get("retry-after"));
  if (response.ok)
    return { ok: true, status, body, etag: headers.get("etag") ?? undefined, retryAfterSeconds };
  const problem = Problem.safeParse(body);
  return { ok: false, status, problem: problem.success ? problem.data : undefined, retryAfterSeconds };
}

/** What the room calls its refusal. A proxy on the way refuses, too, and has no such word. */
export function codeOf(answer: Answer): string | undefined {
  return answer.ok ? undefined : answer.problem?.code;
}

/** `Retry-After` may be a date, too; the room sends seconds. */
function secondsIn(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
}

/** A request that carries JSON and a bearer token. */
export function withBearer(
  token: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  body?: unknown,
): RequestInit {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body === undefined) return { method, headers };
  return { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** A request that carries JSON, and no token. */
export function withBody(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
