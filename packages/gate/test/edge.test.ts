import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { CloudFrontRequest, CloudFrontResponseEvent } from "aws-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFunctions, edgeFunctions } from "../src/edge.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";

const clock = testClock();
const device = "d".repeat(43);
const challenge = createHash("sha256").update(device).digest("base64url");
const config = {
  distributionDomainName: "d111111abcdef8.cloudfront.net",
  distributionId: "EDFDVBD6EXAMPLE",
  requestId: "EXAMPLE==",
} as const;

let fairline: FakeFairline;
let edge: EdgeFunctions;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
  edge = edgeFunctions({ url: fairline.url, room: "shop", nowMs: clock.nowMs });
});
afterAll(() => fairline.stop());

function requestWith(cookie: string, querystring = "", host = "shop.example"): CloudFrontRequest {
  return {
    clientIp: "203.0.113.178",
    method: "GET",
    uri: "/sale",
    querystring,
    headers: {
      host: [{ key: "Host", value: host }],
      cookie: [{ key: "Cookie", value: cookie }],
      accept: [{ key: "Accept", value: "text/html" }],
    },
  };
}

/** The site has answered that the visit is done. */
function answerTo(request: CloudFrontRequest): CloudFrontResponseEvent {
  const response = {
    status: "200",
    statusDescription: "OK",
    headers: {
      fairline: [{ key: "Fairline", value: "complete" }],
      via: [{ key: "Via", value: "1.1 example" }],
      "x-site": [{ key: "X-Site", value: "yes" }],
    },
  };
  return { Records: [{ cf: { config: { ...config, eventType: "viewer-response" }, request, response } }] };
}

test("an answer to a request with a code in it: the code is looked at once, when it came", async () => {
  const code = fairline.codeFor(fairline.admit(), challenge);
  await edge.response(answerTo(requestWith(`__Host-fairline-device=${device}`, `fairline-code=${code}`)));
  expect(fairline.calls).not.toContain("POST /rooms/shop/passes");
});

test("an answer to somebody who has no visit (any more): no visitor sees the header fairline", async () => {
  const answer = await edge.response(answerTo(requestWith("")));
  expect(Object.keys(answer?.headers ?? {})).toEqual(["via", "x-site"]);
});

test("the site's headers: as it wrote them, with those that CloudFront lets nobody write", async () => {
  const pass = await fairline.passOf(fairline.admit(), challenge);
  const cookie = `__Host-fairline-device=${device}; __Host-fairline-shop=${pass}`;
  const answer = await edge.response(answerTo(requestWith(cookie)));
  expect(answer?.headers).toMatchObject({
    via: [{ key: "Via", value: "1.1 example" }],
    "x-site": [{ key: "X-Site", value: "yes" }],
    "set-cookie": [{ key: "set-cookie", value: expect.stringContaining("Max-Age=0") }],
  });
});

test("a Fairline that is slow twice: the visitor has an answer before CloudFront gives up", async () => {
  const slow = edgeFunctions({
    url: fairline.url,
    room: "shop",
    nowMs: clock.nowMs,
    async fetch(input, init) {
      // The code is exchanged just in time; the keys never come.
      if (!String(input).includes("jwks")) await pause(2500);
      else await once(init?.signal as AbortSignal, "abort");
      init?.signal?.throwIfAborted();
      return fetch(input, init);
    },
  });
  const code = fairline.codeFor(fairline.admit(), challenge);
  const request = requestWith(`__Host-fairline-device=${device}`, `fairline-code=${code}`);
  const sinceMs = performance.now();
  const answer = await slow.request({
    Records: [{ cf: { config: { ...config, eventType: "viewer-request" as const }, request } }],
  });
  expect(answer).toMatchObject({ status: "503" });
  expect(performance.now() - sinceMs).toBeLessThan(5000);
});

test("a host that is no host: 400", async () => {
  const record = {
    cf: {
      config: { ...config, eventType: "viewer-request" as const },
      request: requestWith("", "", "a b"),
    },
  };
  expect(await edge.request({ Records: [record] })).toMatchObject({ status: "400" });
});

/** What no header of the Fetch standard can be. */
const oddHeaders = {
  "x-city": [{ key: "X-City", value: "M\u2713" }],
  "x-lines": [{ key: "X-Lines", value: "a\r\nb" }],
  "x-nul": [{ key: "X-Nul", value: "a\0" }],
  "a b": [{ key: "a b", value: "c" }],
  "": [{ key: "", value: "c" }],
};

test("headers that are none: with a visit and an odd cookie beside it, the visit is found, and they are sent on", async () => {
  const pass = await fairline.passOf(fairline.admit(), challenge);
  const request = requestWith(`city=M\u2713; __Host-fairline-device=${device}; __Host-fairline-shop=${pass}`);
  Object.assign(request.headers, oddHeaders);
  const record = { cf: { config: { ...config, eventType: "viewer-request" as const }, request } };
  const sent = await edge.request({ Records: [record] });
  expect(sent).toMatchObject({ uri: "/sale", headers: oddHeaders });
});

test("headers that are none: in an answer they stay as they are, and the gate's work is done", async () => {
  const visit = fairline.admit();
  const cookie = `__Host-fairline-device=${device}; __Host-fairline-shop=${await fairline.passOf(visit, challenge)}`;
  const event = answerTo(requestWith(cookie));
  const own = { key: "Set-Cookie", value: "city=M\u2713" };
  Object.assign(event.Records[0]?.cf.response.headers ?? {}, oddHeaders, { "set-cookie": [own] });
  const answer = await edge.response(event);
  expect(answer?.headers).toMatchObject({
    ...oddHeaders,
    "set-cookie": [own, { key: "set-cookie", value: expect.stringContaining("Max-Age=0") }],
  });
  expect([answer?.headers?.fairline, visit.isOver]).toEqual([undefined, true]);
});

test("headers that are none: where fairline is one of them no visitor sees it", async () => {
  const event = answerTo(requestWith(""));
  Object.assign(event.Records[0]?.cf.response.headers ?? {}, {
    fairline: [{ key: "Fairline", value: "complete\u2713" }],
  });
  expect(Object.keys((await edge.response(event))?.headers ?? {})).toEqual(["via", "x-site"]);
});
