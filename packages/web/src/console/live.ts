import { LiveView } from "@fairline/core";
import { type Answer, ask, withBearer } from "../answer.ts";
import type { Http } from "../ports.ts";

/** What is known of the room just now. An old view stays on the screen when no new one comes, and is called old. */
export type Feed =
  | { readonly feed: "loading" }
  | {
      readonly feed: "live";
      readonly view: LiveView;
      readonly receivedAtMs: number;
      readonly trouble?: string;
    }
  | { readonly feed: "unknownRoom" }
  | { readonly feed: "trouble"; readonly trouble: string };

/** A view older than this is shown as stale. */
export const staleAfterMs = 3000;

export function isStale(feed: Feed, nowMs: number): boolean {
  return feed.feed === "live" && nowMs - feed.receivedAtMs > staleAfterMs;
}

/** Reads the live view once. "wrongToken" ends the session. */
export async function readFeed(
  http: Http,
  path: string,
  token: string,
  before: Feed,
  nowMs: () => number,
): Promise<Feed | "wrongToken"> {
  const answer = await ask(http, `${path}/live`, withBearer(token, "GET"));
  if (!answer.ok && answer.status === 401) return "wrongToken";
  if (!answer.ok && answer.status === 404) return { feed: "unknownRoom" };
  if (!answer.ok) return troubled(before, troubleText(answer));
  const view = LiveView.safeParse(answer.body);
  if (!view.success) return troubled(before, "The server's answer was not understood.");
  return { feed: "live", view: view.data, receivedAtMs: nowMs() };
}

function troubled(before: Feed, trouble: string): Feed {
  return before.feed === "live" ? { ...before, trouble } : { feed: "trouble", trouble };
}

/** One sentence for a person about a request that failed. */
export function troubleText({ status, problem }: Extract<Answer, { ok: false }>): string {
  if (status === 0) return "The server did not answer.";
  return problem?.detail ?? problem?.title ?? `The server answered ${status}.`;
}
