import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adminToken, type Emulators, startEmulators } from "./emulators.ts";

let world: Emulators;
const invoke = async (event: APIGatewayProxyEventV2) => (await world.invoke("api", event)) as Answer;

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

beforeAll(async () => {
  world = await startEmulators();
});
afterAll(() => world.stop());

/** What API Gateway's HTTP API sends (payload format 2.0). */
function eventOf(
  method: string,
  rawPath: string,
  over: Partial<Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded" | "headers">> = {},
): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: "",
    isBase64Encoded: false,
    ...over,
    headers: { host: "fairline.test", "content-type": "application/json", ...over.headers },
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "fairline.test",
      domainPrefix: "fairline",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "test" },
      requestId: "request",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2030:12:00:00 +0000",
      timeEpoch: 1893499200000,
    },
  };
}

const authorization = `Bearer ${adminToken}`;

test("a read is answered with status, headers and a text body", async () => {
  const { room } = await world.openRoom({ tickSeconds: 5 });
  const answer = await invoke(eventOf("GET", `/rooms/${room}`));
  expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: false });
  expect(answer.headers["cache-control"]).toBe("public, max-age=5");
  expect(JSON.parse(answer.body)).toMatchObject({ room, issued: 0 });
});

test.each([false, true])("a body is read, in base64: %s", async (isBase64Encoded) => {
  const { room } = await world.openRoom();
  const text = JSON.stringify({ title: "Züge 기차" });
  const body = isBase64Encoded ? Buffer.from(text).toString("base64") : text;
  const event = eventOf("PUT", `/admin/rooms/${room}/settings`, {
    body,
    isBase64Encoded,
    headers: { authorization, "if-match": '"1"' },
  });
  const answer = await invoke(event);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.etag).toBe('"2"');
  expect(JSON.parse(answer.body).title).toBe("Züge 기차");
});

test("a refusal keeps its shape", async () => {
  const answer = await invoke(eventOf("GET", "/admin/rooms/demo/live"));
  expect(answer).toMatchObject({ statusCode: 401, isBase64Encoded: false });
  expect(answer.headers).toMatchObject({
    "content-type": "application/problem+json",
    "www-authenticate": "Bearer",
  });
  expect(JSON.parse(answer.body)).toMatchObject({ status: 401, code: "unauthorized" });
});

test("a body that is too large is refused, whether or not its length is declared", async () => {
  const { room } = await world.openRoom();
  const body = JSON.stringify({ key: "x".repeat(17_000) });
  for (const headers of [{}, { "content-length": String(body.length) }]) {
    const answer = await invoke(eventOf("POST", `/rooms/${room}/tickets`, { body, headers }));
    expect(answer.statusCode).toBe(413);
  }
});
