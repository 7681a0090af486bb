/**
 * CloudFront on one machine: it turns HTTP into the events that AWS documents, and does what functions answer, as strictly as
 * CloudFront does. Behind it stands a site that knows nothing of the gate but the header `fairline-visit`.
 */
import type { CloudFrontHeaders, CloudFrontRequest, CloudFrontResponse } from "aws-lambda";
import { cloudFrontFunction, createDesk } from "../../src/cloudfront.ts";
import { edgeFunctions } from "../../src/edge.ts";
import { serveFetch } from "./listening.ts";
import { type FunctionRequest, runFunction } from "./runtime.ts";
import { type Setting, siteApp } from "./site.ts";

/** Not exposed to functions and not to be written by them: CloudFront answers 502 to whoever does. */
const disallowed =
  /^(connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
/** Only to be read, in the request of a viewer. */
const readOnly = ["content-length", "host", "transfer-encoding", "via"];

const visitOf = (headers: Headers) => headers.get("fairline-visit")?.split(" ")[1];

export const edgeSite: Setting = {
  hearsTheSite: true,
  serve: (options, stream) =>
    serveFetch((url) => {
      const edge = edgeFunctions(options(url));
      const origin = siteApp(stream, visitOf);
      const config = {
        distributionDomainName: "d111111abcdef8.cloudfront.net",
        distributionId: "EDFDVBD6EXAMPLE",
        requestId: "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==",
      };
      return async (request) => {
        const viewer: CloudFrontRequest = {
          clientIp: "203.0.113.178",
          method: request.method,
          uri: pathOf(request),
          querystring: queryOf(request) ?? "",
          headers: edgeHeaders(request.headers),
        };
        const result = await edge.request(
          overTheWire({
            Records: [{ cf: { config: { ...config, eventType: "viewer-request" }, request: viewer } }],
          }),
        );
        if (result === null || result === undefined) return new Response(null, { status: 502 });
        if ("status" in result)
          return new Response(result.body || null, {
            status: Number(result.status),
            headers: fetchHeaders(checked(result.headers ?? {})),
          });
        for (const name of readOnly)
          if (JSON.stringify(result.headers[name]) !== JSON.stringify(viewer.headers[name]))
            return new Response(`${name} is read-only`, { status: 502 });
        const answer = await origin.fetch(
          new Request(request, { headers: fetchHeaders(checked(result.headers)) }),
        );
        // CloudFront asks no function about errors.
        if (answer.status >= 400) return answer;
        const response: CloudFrontResponse = {
          status: String(answer.status),
          statusDescription: "",
          headers: edgeHeaders(answer.headers),
        };
        const { body: _, ...asked } = result;
        const seen = await edge.response(
          overTheWire({
            Records: [
              { cf: { config: { ...config, eventType: "viewer-response" }, request: asked, response } },
            ],
          }),
        );
        return new Response(answer.body, {
          status: answer.status,
          headers: fetchHeaders(checked(seen?.headers ?? {})),
        });
      };
    }),
};

export const functionSite: Setting = {
  hearsTheSite: false,
  serve: (options, stream) =>
    serveFetch((url) => {
      const key = { id: "a", secret: "0123456789abcdef0123456789abcdef" } as const;
      // Plain http, so the cookies have no prefix here.
      const code = cloudFrontFunction({ ...options(url), origin: url });
      const surroundings = { store: { "fairline-key-a": key.secret }, nowMs: options(url).nowMs ?? Date.now };
      const desk = createDesk({ ...options(url), key });
      const origin = siteApp(stream, visitOf);
      return async (request) => {
        // A behaviour of its own, without the function: `/.fairline/*`.
        if (pathOf(request).startsWith("/.fairline/")) return desk(request);
        const result = await runFunction(code, functionRequest(request), surroundings);
        if ("statusCode" in result)
          return new Response(result.body?.data ?? null, {
            status: result.statusCode,
            headers: Object.entries(result.headers ?? {}).map(([name, { value }]) => [name, value]),
          });
        const headers = new Headers(Object.entries(result.headers).map(([name, { value }]) => [name, value]));
        return await origin.fetch(new Request(request, { headers }));
      };
    }),
};

export function functionRequest(request: Request): FunctionRequest {
  const url = new URL(request.url);
  const headers = Object.fromEntries([...request.headers].map(([name, value]) => [name, { value }]));
  delete headers.cookie;
  const cookies = (request.headers.get("cookie") ?? "")
    .split("; ")
    .filter((pair) => pair.includes("="))
    .map((pair) => [pair.slice(0, pair.indexOf("=")), { value: pair.slice(pair.indexOf("=") + 1) }]);
  return {
    method: request.method,
    uri: pathOf(request),
    querystring: Object.fromEntries([...url.searchParams].map(([name, value]) => [name, { value }])),
    headers,
    cookies: Object.fromEntries(cookies),
    rawQueryString: () => queryOf(request),
  };
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname;
}

function queryOf(request: Request): string | undefined {
  return new URL(request.url).search.slice(1) || undefined;
}

/** An event comes as JSON. */
function overTheWire<Event>(event: Event): Event {
  return JSON.parse(JSON.stringify(event));
}

function edgeHeaders(headers: Headers): CloudFrontHeaders {
  const all: CloudFrontHeaders = {};
  for (const [name, value] of headers) {
    if (disallowed.test(name)) continue;
    all[name] ??= [];
    all[name].push({ key: name, value });
  }
  return all;
}

function checked(headers: CloudFrontHeaders): CloudFrontHeaders {
  const wrong = Object.keys(headers).find((name) => disallowed.test(name));
  if (wrong !== undefined) throw new Error(`A function must not write the header ${wrong}.`);
  return headers;
}

function fetchHeaders(headers: CloudFrontHeaders): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, lines]) =>
      lines.map(({ value }): [string, string] => [name, value]),
    ),
  );
}
