import { type Answer, ask, codeOf, withBearer } from "./answer.ts";
import type { Http } from "./ports.ts";
import type { Request, Visit } from "./visit.ts";

/** The protected action of the demo. Gives where the visitor is after it, or why it was refused. */
export async function reserve(
  http: Http,
  room: string,
  pass: string,
  email: string,
): Promise<Visit | Request> {
  const address = email.trim();
  if (address === "") return { kind: "refused", why: "noEmail" };
  const path = `/rooms/${encodeURIComponent(room)}/reservations`;
  const answer = await ask(http, path, withBearer(pass, "POST", { email: address }));
  return answer.ok ? { stage: "completed", reservedFor: address } : afterRefusal(answer);
}

/** Tells the room that the visitor is done. */
export async function completeVisit(http: Http, room: string, pass: string): Promise<Visit | Request> {
  const path = `/rooms/${encodeURIComponent(room)}/visits/complete`;
  const answer = await ask(http, path, withBearer(pass, "POST"));
  return answer.ok ? { stage: "completed" } : afterRefusal(answer);
}

function afterRefusal(answer: Extract<Answer, { ok: false }>): Visit | Request {
  if (codeOf(answer) === "already_done") return { stage: "completed" };
  if (codeOf(answer) === "visit_over") return { stage: "expired" };
  switch (answer.status) {
    case 0:
      return { kind: "refused", why: "offline" };
    case 422:
      return { kind: "refused", why: "email" };
    case 401:
    case 403:
      return { kind: "refused", why: "pass" };
    default:
      return { kind: "refused", why: "server" };
  }
}
