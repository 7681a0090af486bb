import { SiteCodeAnswer } from "@fairline/core";
import { type Answer, ask, codeOf, withBearer } from "./answer.ts";
import type { Http } from "./ports.ts";

/** Where a visitor wants to go on, and the challenge that the site's gate gave with it (RFC 7636, S256). */
export interface SiteWish {
  readonly returnTo: string;
  readonly challenge: string;
}

/** What came of asking for a code that leads to the site. */
export type SiteCode =
  /** The site's gate exchanges the code for the pass, once and soon: `location` is the return address with the code. */
  | { readonly kind: "code"; readonly code: string; readonly location: string; readonly expiresAt: string }
  /** There is no visit, or none any more. */
  | { readonly kind: "over" }
  /** `returnTo`: the room does not send visitors to that address. */
  | { readonly kind: "refused"; readonly why: "returnTo" | "pass" | "offline" | "server" };

/** Asks the room for a code by which the visitor goes on to the site, without the pass standing in any address. */
export async function askForSiteCode(
  http: Http,
  room: string,
  pass: string,
  wish: SiteWish,
): Promise<SiteCode> {
  const path = `/rooms/${encodeURIComponent(room)}/codes`;
  const answer = await ask(http, path, withBearer(pass, "POST", wish));
  if (!answer.ok) return afterRefusal(answer);
  const read = SiteCodeAnswer.safeParse(answer.body);
  return read.success ? { kind: "code", ...read.data } : { kind: "refused", why: "server" };
}

function afterRefusal(answer: Extract<Answer, { ok: false }>): SiteCode {
  if (codeOf(answer) === "visit_over") return { kind: "over" };
  switch (answer.status) {
    case 0:
      return { kind: "refused", why: "offline" };
    case 401:
    case 403:
      return { kind: "refused", why: "pass" };
    case 422: {
      const isOfAddress = answer.problem?.errors?.some(({ field }) => field === "returnTo") ?? false;
      return { kind: "refused", why: isOfAddress ? "returnTo" : "server" };
    }
    default:
      return { kind: "refused", why: "server" };
  }
}
