import { Session } from "@fairline/core";
import { type Asks, notUnderstood, troubleText } from "../requests.ts";

/** Whether somebody is signed in. Only the server knows: what proves it is a cookie that no script can read. */
export type Access =
  /** Asking the server; `trouble`: it did not say, and is asked again. */
  | { readonly access: "asking"; readonly trouble?: string }
  | { readonly access: "out"; readonly why: Why }
  | { readonly access: "entering" }
  /** `trouble`: signing out failed, so the session is still there. */
  | {
      readonly access: "in";
      readonly operator: string;
      readonly expiresAt: string;
      readonly trouble?: string;
    };

/** Why nobody is signed in. */
export type Why =
  | { readonly kind: "new" | "refused" | "ended" | "left" }
  /** Too many attempts: none is heard until then (local time). */
  | { readonly kind: "tooMany"; readonly untilMs: number }
  | { readonly kind: "failed"; readonly message: string };

/** Where the server does not say how long to wait. */
const retryAfterSeconds = 60;

/** Exchanges a token for a session. The name is for the log; a token with a name of its own keeps that. */
export async function enter(asks: Asks, token: string, name: string, nowMs: () => number): Promise<Access> {
  const body = { token, ...(name === "" ? {} : { name }) };
  const answer = await asks("POST", "/session", { body });
  if (answer.ok) return inside(answer.body) ?? out({ kind: "failed", message: notUnderstood });
  if (answer.status === 401) return out({ kind: "refused" });
  if (answer.status === 429) {
    const waitSeconds = answer.retryAfterSeconds ?? retryAfterSeconds;
    return out({ kind: "tooMany", untilMs: nowMs() + waitSeconds * 1000 });
  }
  return out({ kind: "failed", message: troubleText(answer) });
}

/** Asks whether this browser has a session. */
export async function look(asks: Asks): Promise<Access> {
  const answer = await asks("GET", "/session");
  if (answer.ok) return inside(answer.body) ?? { access: "asking", trouble: notUnderstood };
  if (answer.status === 401) return out({ kind: "new" });
  return { access: "asking", trouble: troubleText(answer) };
}

/** Ends the session of this browser. Gives why that failed. */
export async function leave(asks: Asks): Promise<string | undefined> {
  const answer = await asks("DELETE", "/session");
  return answer.ok || answer.status === 401 ? undefined : troubleText(answer);
}

export function out(why: Why): Access {
  return { access: "out", why };
}

function inside(body: unknown): Access | undefined {
  const session = Session.safeParse(body);
  return session.success ? { access: "in", ...session.data } : undefined;
}
