import { createHash } from "node:crypto";
import type { APIGatewayRequestAuthorizerEvent, APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpApiAuthorizer, restApiAuthorizer } from "../src/lambda.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";

const clock = testClock();
const device = "d".repeat(43);
const challenge = createHash("sha256").update(device).digest("base64url");

let fairline: FakeFairline;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
});
afterAll(() => fairline.stop());

const options = () => ({ url: fairline.url, room: "shop", nowMs: clock.nowMs });
const cookiesWith = (pass: string) => [`__Host-fairline-device=${device}`, `__Host-fairline-shop=${pass}`];

/** As AWS documents it: payload format 2.0 of an HTTP API. */
function httpEvent(changes: Partial<APIGatewayRequestAuthorizerEventV2>): APIGatewayRequestAuthorizerEventV2 {
  return {
    version: "2.0",
    type: "REQUEST",
    routeArn: "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request",
    identitySource: [],
    routeKey: "$default",
    rawPath: "/orders",
    rawQueryString: "",
    cookies: [],
    headers: { host: "shop.example" },
    requestContext: {
      accountId: "123456789012",
      apiId: "api-id",
      domainName: "shop.example",
      domainPrefix: "shop",
      http: {
        method: "POST",
        path: "/orders",
        protocol: "HTTP/1.1",
        sourceIp: "203.0.113.1",
        userAgent: "agent",
      },
      requestId: "id",
      routeKey: "$default",
      stage: "$default",
      time: "12/Mar/2020:19:03:58 +0000",
      timeEpoch: 1583348638390,
    },
    ...changes,
  };
}

/** As AWS documents it: an authorizer of type REQUEST of a REST API. */
function restEvent(headers: Record<string, string> | null): APIGatewayRequestAuthorizerEvent {
  return {
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/orders",
    resource: "/orders",
    path: "/orders",
    httpMethod: "GET",
    headers,
    multiValueHeaders: null,
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      domainName: "shop.example",
      path: "/test/orders",
      stage: "test",
    } as APIGatewayRequestAuthorizerEvent["requestContext"],
  };
}

describe("The authorizer of an HTTP API", () => {
  test("with the cookies of a visit: allowed, and the integration learns of the visit", async () => {
    const visit = fairline.admit();
    const cookies = cookiesWith(await fairline.passOf(visit, challenge));
    expect(await httpApiAuthorizer(options())(httpEvent({ cookies }))).toEqual({
      isAuthorized: true,
      context: {
        room: "shop",
        number: visit.number,
        ticket: visit.sub,
        expiresAt: new Date(visit.endsAtMs).toISOString(),
      },
    });
  });

  test("with an app's bearer pass: allowed", async () => {
    const headers = {
      host: "shop.example",
      authorization: `Bearer ${await fairline.passOf(fairline.admit())}`,
    };
    expect(await httpApiAuthorizer(options())(httpEvent({ headers }))).toMatchObject({ isAuthorized: true });
  });

  test.each([
    ["nothing", undefined, "no_pass"],
    ["a pass that nobody signed", "Bearer eyJhbGciOiJub25lIn0.e30.", "forged"],
  ])("with %s: refused, and the log learns why", async (_, authorization, why) => {
    const event = httpEvent({ headers: { host: "shop.example", authorization } });
    expect(await httpApiAuthorizer(options())(event)).toEqual({ isAuthorized: false, context: { why } });
  });

  test("with a hand-over's code: refused, and the code is still good elsewhere", async () => {
    const code = fairline.codeFor(fairline.admit(), challenge);
    const event = httpEvent({ rawQueryString: `fairline-code=${code}`, cookies: cookiesWith("") });
    expect(await httpApiAuthorizer(options())(event)).toMatchObject({ isAuthorized: false });
    expect(fairline.calls).not.toContain("POST /rooms/shop/passes");
  });

  test("a route with the ending of a static file: no less protected", async () => {
    const event = httpEvent({ rawPath: "/orders/report.txt" });
    event.requestContext.http.method = "GET";
    expect(await httpApiAuthorizer(options())(event)).toMatchObject({ isAuthorized: false });
  });

  test.each(["/sale/order", "/v1/sale/order", "/orders", "/"])(
    "%s, with or without the base path of a domain: refused, whatever protect names",
    async (rawPath) => {
      const authorize = httpApiAuthorizer({ ...options(), protect: ["/sale/*"] });
      const said = { isAuthorized: false, context: { why: "no_pass" } };
      expect(await authorize(httpEvent({ rawPath }))).toEqual(said);
    },
  );

  test("what bypass names: allowed", async () => {
    const authorize = httpApiAuthorizer({ ...options(), bypass: { paths: ["/health"] } });
    expect(await authorize(httpEvent({ rawPath: "/health" }))).toMatchObject({ isAuthorized: true });
  });

  const rooms = {
    room: [
      { room: "shop", protect: ["/sale/*"] },
      { room: "tickets", protect: ["/tickets"] },
    ],
  };

  test.each([
    ["/sale/x", "shop"],
    ["/tickets", "tickets"],
    ["/v1/tickets", "shop"],
  ])("with several rooms, %s is for %s", async (rawPath, room) => {
    for (const { room: visited } of rooms.room) {
      const headers = { authorization: `Bearer ${await fairline.passOf(fairline.admit(300, visited))}` };
      const said = await httpApiAuthorizer({ ...options(), ...rooms })(httpEvent({ rawPath, headers }));
      expect(said.isAuthorized).toBe(visited === room);
    }
  });

  test.each([
    ["/sale/../tickets"],
    ["/sale/..%2ftickets"],
    ["/sale/%2e%2e/tickets"],
    ["/v1/../tickets"],
    ["//x/tickets"],
    ["/x?/../tickets"],
    ["/sale/x%2f../../tickets"],
  ])("with several rooms, %s: refused with a visit in either, at both kinds of API", async (path) => {
    const denied = { isAuthorized: false, context: { why: "unclear_path" } };
    for (const { room } of rooms.room) {
      const headers = { authorization: `Bearer ${await fairline.passOf(fairline.admit(300, room))}` };
      const several = { ...options(), ...rooms };
      expect(await httpApiAuthorizer(several)(httpEvent({ rawPath: path, headers }))).toEqual(denied);
      const { policyDocument, context } = await restApiAuthorizer(several)({ ...restEvent(headers), path });
      expect([policyDocument.Statement[0]?.Effect, context]).toEqual(["Deny", denied.context]);
    }
  });

  test("a stage's name in the path: not taken for a part of it", async () => {
    const event = httpEvent({ rawPath: "/test/tickets" });
    event.requestContext.stage = "test";
    const pass = await fairline.passOf(fairline.admit(300, "tickets"));
    event.headers = { authorization: `Bearer ${pass}` };
    expect(await httpApiAuthorizer({ ...options(), ...rooms })(event)).toMatchObject({ isAuthorized: true });
  });

  test("a visit that ended elsewhere: refused when the lease is over", async () => {
    const visit = fairline.admit();
    const event = httpEvent({ cookies: cookiesWith(await fairline.passOf(visit, challenge)) });
    const authorize = httpApiAuthorizer(options());
    expect(await authorize(event)).toMatchObject({ isAuthorized: true });
    visit.isOver = true;
    clock.pass(31);
    expect(await authorize(event)).toEqual({ isAuthorized: false, context: { why: "ended" } });
  });
});

describe("The authorizer of a REST API", () => {
  const policy = (Effect: string) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Action: "execute-api:Invoke",
        Effect,
        Resource: "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/orders",
      },
    ],
  });

  test("with the cookies of a visit: the one method that was called is allowed", async () => {
    const visit = fairline.admit();
    const Cookie = cookiesWith(await fairline.passOf(visit, challenge)).join("; ");
    expect(await restApiAuthorizer(options())(restEvent({ Host: "shop.example", Cookie }))).toMatchObject({
      principalId: visit.sub,
      policyDocument: policy("Allow"),
      context: { number: visit.number },
    });
  });

  test.each([
    ["no headers at all", null],
    ["no pass", { Host: "shop.example" }],
  ])("with %s: denied", async (_, headers) => {
    expect(await restApiAuthorizer(options())(restEvent(headers))).toEqual({
      principalId: "nobody",
      policyDocument: policy("Deny"),
      context: { why: "no_pass" },
    });
  });
});

describe("headers that are none:", () => {
  const odd = { "x-city": "M\u2713", "x-lines": "a\r\nb", "x-nul": "a\0", "a b": "c", "": "c" };

  test("with a visit, and a cookie of somebody else's: both authorizers allow", async () => {
    const pass = await fairline.passOf(fairline.admit(), challenge);
    const cookies = ["city=M\u2713", ...cookiesWith(pass)];
    const event = httpEvent({ cookies, headers: { ...odd, host: "shop.example" } });
    expect(await httpApiAuthorizer(options())(event)).toMatchObject({ isAuthorized: true });
    const rest = await restApiAuthorizer(options())(restEvent({ ...odd, cookie: cookies.join("; ") }));
    expect(rest.policyDocument.Statement[0]?.Effect).toBe("Allow");
  });

  test("without a visit: both authorizers refuse, and neither fails", async () => {
    const event = httpEvent({ headers: odd });
    expect(await httpApiAuthorizer(options())(event)).toMatchObject({ isAuthorized: false });
    const rest = await restApiAuthorizer(options())(restEvent(odd));
    expect(rest.policyDocument.Statement[0]?.Effect).toBe("Deny");
  });
});
