import { pathOnSite } from "./answers.ts";
import { deskPath } from "./cloudfront-function.ts";
import { type Config, parseOptions } from "./config.ts";
import { cookiesOf } from "./cookies.ts";
import type { Gate } from "./decision.ts";
import { createGate } from "./gate.ts";
import { limits } from "./limits.ts";
import type { GateOptions } from "./options.ts";
import { type Stamp, type StampKey, stamp, stampKeyIds, stampSecretCharsMin } from "./stamp.ts";

/** A Fetch handler for `/.fairline/*` of the site. */
export type Desk = (request: Request) => Promise<Response>;

/**
 * The place on the site behind its CloudFront Function, which lets in who has a stamp, and nobody else. Whoever has none, or
 * an old one, comes here: to be sent to the room, or handed over, or stamped and sent back. `POST …/complete` ends the visit.
 */
export function createDesk(options: GateOptions & { readonly key: StampKey }): Desk {
  const { key, ...gateOptions } = options;
  checkKey(key);
  const config = parseOptions(gateOptions);
  const gates = new Map(config.rooms.map(({ room }) => [room, deskGate(gateOptions, room)]));

  return async (request) => {
    const url = new URL(request.url);
    const site = config.origin ?? url.origin;
    const room = url.searchParams.get("room") ?? config.rooms[0]?.room ?? "";
    const gate = gates.get(room);
    if (gate === undefined) return answer(404);
    if (url.pathname === `${deskPath}/complete` && request.method === "POST") {
      if (!isOfSite(request.headers, site)) return answer(403);
      return await complete(gate, request, stampCookie(config, site, room, { token: "", secondsLeft: 0 }));
    }
    if (url.pathname !== `${deskPath}/enter`) return answer(404);

    const to = URL.parse(url.searchParams.get("to") ?? "/", site);
    // The function asks for the site's own addresses alone; somebody else might ask for others.
    if (to?.origin !== site) return answer(400);
    const decision = await gate.decide(new Request(to, { method: request.method, headers: request.headers }));
    if (decision.kind === "answered") return decision.response;
    if (decision.kind === "open") return answer(404);
    const made = await stamp(decision, key, {
      nowMs: config.nowMs(),
      seconds: config.leaseSeconds,
      secondsMin: limits.leaseSecondsMin,
    });
    return answer(307, [...decision.setCookies, stampCookie(config, site, room, made)], {
      location: pathOnSite(to),
    });
  };
}

/**
 * The function has read the paths already. Its stamp lasts for the lease, so the pass below it must be fresh; and it is for a
 * device, as no bearer pass is.
 */
function deskGate({ protect: _, complete: __, ...options }: GateOptions, room: string): Gate {
  return createGate({
    ...options,
    room,
    api: { ...options.api, bearer: false },
    bypass: { ...options.bypass, paths: [], assets: false },
    leaseSeconds: limits.leaseSecondsMin,
  });
}

function checkKey({ id, secret }: StampKey): void {
  if (!stampKeyIds.includes(id))
    throw new TypeError(`key.id: must be "a" or "b" (was ${JSON.stringify(id)})`);
  if (secret.length < stampSecretCharsMin)
    throw new TypeError(`key.secret: must have ${stampSecretCharsMin} characters or more`);
}

/** Beside the pass, as a cookie of the same kind. No room's name has a dot, so none is taken for a stamp. */
function stampCookie(config: Config, site: string, room: string, { token, secondsLeft }: Stamp): string {
  return cookiesOf(config, site.startsWith("https:")).keepPass(`stamp.${room}`, token, secondsLeft);
}

/**
 * A page of another site may send a form here, and with `sameSite: "none"` the visitor's cookies come along. Browsers say where
 * from, and no page can make them say otherwise; what says nothing is no browser that does as a page wants.
 */
function isOfSite(headers: Headers, site: string): boolean {
  const from = headers.get("sec-fetch-site");
  // A page whose Referrer-Policy is "no-referrer" has "null" for its origin.
  if (from === "same-origin") return true;
  const origin = headers.get("origin");
  return from !== "cross-site" && (origin === null || origin === site);
}

async function complete(gate: Gate, request: Request, noStamp: string): Promise<Response> {
  const { kind, setCookies } = await gate.complete(request);
  const status = { completed: 204, no_visit: 410, unreachable: 503 }[kind];
  return answer(status, [...setCookies, noStamp]);
}

function answer(
  status: number,
  cookies: readonly string[] = [],
  headers: Readonly<Record<string, string>> = {},
): Response {
  const all = new Headers({ ...headers, "cache-control": "no-store", "referrer-policy": "no-referrer" });
  for (const cookie of cookies) all.append("set-cookie", cookie);
  return new Response(null, { status, headers: all });
}
