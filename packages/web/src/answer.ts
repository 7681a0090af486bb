import { Problem } from "@fairline/core";
import type { Http } from "./ports.ts";

/** What came of a request. `status` 0 means that no answer came at all. */
export type Answer =
  | { readonly ok: true; readonly body: unknown; readonly etag: string | undefined }
  | { readonly ok: false; readonly status: number; readonly problem: Problem | undefined };

/** Sends a request and reads the answer as JSON. Never throws. */
export async function ask(http: Http, path: string, init?: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await http(path, init);
  } catch {
    return { ok: false, status: 0, problem: undefined };
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { ok: true, body, etag: response.headers.get("etag") ?? undefined };
  const problem = Problem.safeParse(body);
  return { ok: false, status: response.status, problem: problem.success ? problem.data : undefined };
}

/** A request that carries JSON and a bearer token. */
export function withBearer(token: string, method: "GET" | "POST" | "PUT", body?: unknown): RequestInit {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body === undefined) return { method, headers };
  return { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}
