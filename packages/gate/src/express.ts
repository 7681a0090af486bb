/** Express, and whatever takes its middlewares: Connect, Polka, Nest, a plain server of Node. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Decision, Gate, Visit } from "./decision.ts";
import { holdAnswer } from "./held-answer.ts";
import { isOurs } from "./onward.ts";
import { siteRequest } from "./site-request.ts";

declare global {
  namespace Express {
    interface Request {
      /** The visitor's stay, on a path that the gate protects. */
      visit?: Visit | undefined;
    }
  }
}

/** What Express adds to Node's request; without it, the connection tells. */
type Incoming = IncomingMessage & { originalUrl?: string; protocol?: string; visit?: Visit | undefined };

/** Lets nobody without a visit through to the handlers behind it, which find the visit in `request.visit`. */
export function protect(
  gate: Gate,
): (request: Incoming, response: ServerResponse, next: (error?: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    let decision: Decision;
    try {
      const asked = fetchRequest(request);
      if (asked === undefined) {
        response.writeHead(400, { "cache-control": "no-store" }).end();
        return;
      }
      decision = await gate.decide(asked);
    } catch (error) {
      // A function of the operator's own has failed. Express 5 would see that by itself, the others would not.
      next(error);
      return;
    }
    if (decision.kind === "answered") {
      await send(response, decision.response);
      return;
    }
    dropOurs(request);
    request.visit = decision.kind === "admitted" ? decision.visit : undefined;
    holdAnswer(response, (answer) => gate.finish(decision, answer));
    next();
  };
}

/** The request as `gate.complete` and `gate.extend` take it; nothing where its scheme, host, target or method makes no sense. */
export function fetchRequest(request: Incoming): Request | undefined {
  return siteRequest({
    scheme: request.protocol ?? ((request.socket as TLSSocket).encrypted ? "https" : "http"),
    host: request.headers.host ?? (request.headers[":authority"] as string | undefined),
    target: request.originalUrl ?? request.url ?? "/",
    method: request.method ?? "GET",
    headers: headersOf(request),
  });
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  // Node's HTTP/2 has no distinct headers, and more names than headers have: ":path" and its like.
  const distinct: NodeJS.Dict<string[]> | undefined = request.headersDistinct;
  if (distinct !== undefined)
    for (const [name, values] of Object.entries(distinct))
      for (const value of values ?? []) headers.append(name, value);
  else
    for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
      const name = request.rawHeaders[i] as string;
      if (!name.startsWith(":")) headers.append(name, request.rawHeaders[i + 1] as string);
    }
  return headers;
}

function dropOurs(request: IncomingMessage): void {
  const names = Object.keys(request.headers).filter(isOurs);
  if (names.length === 0) return;
  for (const name of names) {
    delete request.headers[name];
    delete (request.headersDistinct as NodeJS.Dict<string[]> | undefined)?.[name];
  }
  const kept = request.rawHeaders.filter((_, i, raw) => !isOurs(raw[i - (i % 2)] as string));
  // In its place: a request of HTTP/2 takes no other list.
  request.rawHeaders.splice(0, Number.POSITIVE_INFINITY, ...kept);
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.end(await answer.text());
}
