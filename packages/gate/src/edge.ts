/** Lambda@Edge: the gate at CloudFront, as a function for requests and one for answers. */
import type {
  CloudFrontHeaders,
  CloudFrontRequest,
  CloudFrontRequestEvent,
  CloudFrontRequestResult,
  CloudFrontResponseEvent,
  CloudFrontResponseResult,
} from "aws-lambda";
import { headerChanges } from "./changes.ts";
import { instructionHeader } from "./ending.ts";
import { createGate } from "./gate.ts";
import { limits } from "./limits.ts";
import { readHeaders } from "./odd-headers.ts";
import { isOurs, told, visitHeader } from "./onward.ts";
import type { GateOptions } from "./options.ts";
import { siteRequest } from "./site-request.ts";

export interface EdgeFunctions {
  /** For the event `viewer-request`. */
  readonly request: (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>;
  /** For the event `viewer-response`; or `origin-response`, where CloudFront does not cache. */
  readonly response: (event: CloudFrontResponseEvent) => Promise<CloudFrontResponseResult>;
}

/** Both functions by the same options. There are no environment variables at the edge: a bundler writes the options in. */
export function edgeFunctions(options: GateOptions): EdgeFunctions {
  let untilMs = 0;
  /** Lambda gives an instance one event at a time, so there is one deadline. */
  function begin(): void {
    untilMs = performance.now() + limits.edgeMsMax;
  }
  const ask = options.fetch ?? fetch;
  const gate = createGate({
    ...options,
    fetch(input, init) {
      const left = AbortSignal.timeout(Math.max(0, Math.floor(untilMs - performance.now())));
      return ask(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, left]) : left });
    },
  });
  return {
    async request(event) {
      begin();
      const request = recordOf(event).cf.request;
      const asked = fetchRequest(request, request.querystring);
      if (asked === undefined) return { status: "400", statusDescription: "Bad Request" };
      const decision = await gate.decide(asked);
      if (decision.kind === "answered") return await edgeAnswer(decision.response);
      for (const name of Object.keys(request.headers)) if (isOurs(name)) delete request.headers[name];
      if (decision.kind === "admitted")
        request.headers[visitHeader] = [{ key: visitHeader, value: told(decision.visit) }];
      return request;
    },

    async response(event) {
      begin();
      const { request, response } = recordOf(event).cf;
      // Another process has let the request in: what it knew of the visit is found again by the cookies. Without the query,
      // for a code that is left in it has been looked at already.
      const asked = fetchRequest(request, "");
      const decision = asked === undefined ? undefined : await gate.decide(asked);
      const before = fetchHeaders(response.headers);
      const after =
        decision === undefined || decision.kind === "answered"
          ? withoutInstruction(before)
          : await gate.finish(decision, { status: Number(response.status), headers: before });
      const changes = headerChanges(before, after);
      for (const name of changes.removed) delete response.headers[name];
      for (const [name, values] of changes.set) {
        // Cookies are only added to: the site's stay as it wrote them.
        const own = name === "set-cookie" ? (response.headers[name] ?? []) : [];
        const added = values.slice(name === "set-cookie" ? before.getSetCookie().length : 0);
        response.headers[name] = [...own, ...added.map((value) => ({ key: name, value }))];
      }
      return response;
    },
  };
}

function recordOf<Record>(event: { readonly Records: readonly Record[] }): Record {
  const record = event.Records[0];
  if (record === undefined)
    throw new Error("CloudFront sends one record with each event; this one has none.");
  return record;
}

/** The body stays with CloudFront, which does not say either how viewers come: by https, unless `origin` says otherwise. */
function fetchRequest(request: Omit<CloudFrontRequest, "body">, query: string): Request | undefined {
  return siteRequest({
    scheme: "https",
    host: request.headers.host?.[0]?.value,
    target: query === "" ? request.uri : `${request.uri}?${query}`,
    method: request.method,
    headers: fetchHeaders(request.headers),
  });
}

function fetchHeaders(headers: CloudFrontHeaders): Headers {
  return readHeaders(
    Object.entries(headers).flatMap(([name, lines]) => lines.map(({ value }) => [name, value] as const)),
  );
}

function withoutInstruction(headers: Headers): Headers {
  const rest = new Headers(headers);
  rest.delete(instructionHeader);
  return rest;
}

async function edgeAnswer(answer: Response): Promise<CloudFrontRequestResult> {
  const headers: CloudFrontHeaders = {};
  for (const [name, value] of answer.headers) {
    headers[name] ??= [];
    headers[name].push({ key: name, value });
  }
  return { status: String(answer.status), headers, body: await answer.text(), bodyEncoding: "text" };
}
