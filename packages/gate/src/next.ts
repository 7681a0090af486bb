/** Next.js: the gate as its `proxy` (16; `middleware` before). */
import type { Decision, Gate, Visit } from "./decision.ts";
import { onwardHeaders } from "./onward.ts";

/**
 * What comes after the gate, which is `NextResponse.next({ request: { headers } })`, or what your proxy does besides. The
 * headers are those that the pages get: they tell the visit in `fairline-visit`.
 */
export type Onward<Asked extends Request> = (
  headers: Headers,
  request: Asked,
  visit: Visit | undefined,
) => Response | Promise<Response>;

/** The function that Next calls before it answers: it lets nobody without a visit through. */
export function protect<Asked extends Request = Request>(
  gate: Gate,
  onward: Onward<Asked>,
): (request: Asked) => Promise<Response> {
  return async (request) => {
    const decision = await gate.decide(request);
    if (decision.kind === "answered") return withWholeLocation(decision.response, request.url);
    const visit = decision.kind === "admitted" ? decision.visit : undefined;
    const answer = await onward(onwardHeaders(request.headers, visit), request, visit);
    const headers = await gate.finish(beforeTheAnswer(decision), answer);
    return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
  };
}

/** Next fails on a relative `Location` of its proxy. Of its own addresses it makes relative ones again by itself. */
function withWholeLocation(answer: Response, base: string): Response {
  const location = answer.headers.get("location");
  if (location !== null) answer.headers.set("location", new URL(location, base).href);
  return answer;
}

/** Next has not rendered anything yet: that the request goes on is no success of a path that ends the visit. */
function beforeTheAnswer(decision: Decision): Decision {
  return decision.kind === "admitted" ? { ...decision, isEnding: false } : decision;
}

/** The visitor's request as `gate.complete` and `gate.extend` take it, for a server action, which gets headers alone. */
export function requestOf(headers: Headers): Request {
  // Each proxy on the way adds its own word; the first is of the one that the visitor spoke to.
  const isPlain = /^\s*http\s*(?:,|$)/i.test(headers.get("x-forwarded-proto") ?? "");
  const scheme = isPlain ? "http" : "https";
  const origin = URL.parse(`${scheme}://${headers.get("host") ?? ""}`)?.origin ?? `${scheme}://localhost`;
  return new Request(`${origin}/`, { headers });
}
