import { limits } from "@fairline/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { siteProof, siteProofHeader } from "../src/siteProof.ts";
import { adminToken, type Emulators, startEmulators } from "./emulators.ts";

let world: Emulators;
const invoke = async (event: APIGatewayProxyEventV2) => (await world.invoke("api", event)) as Answer;

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly cookies?: readonly string[];
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
  {
    sourceIp = "203.0.113.7",
    ...over
  }: Partial<Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded" | "headers" | "cookies">> & {
    sourceIp?: string;
  } = {},
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
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp, userAgent: "test" },
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

test("a session begins and ends with its cookie, which comes and goes by HTTPS only", async () => {
  const answer = await invoke(
    eventOf("POST", "/admin/session", { body: JSON.stringify({ token: adminToken }) }),
  );
  expect(answer.statusCode).toBe(200);
  expect(answer.cookies).toEqual([expect.stringMatching(/; HttpOnly; Secure; SameSite=Strict$/)]);
  const cookies = [answer.cookies?.[0]?.split(";")[0] ?? ""];
  expect((await invoke(eventOf("GET", "/admin/session", { cookies }))).statusCode).toBe(200);
  const ended = await invoke(eventOf("DELETE", "/admin/session", { cookies }));
  expect(ended.cookies).toEqual([expect.stringMatching(/^fairline_session=; Max-Age=0; .*Secure/)]);
  expect((await invoke(eventOf("GET", "/admin/session", { cookies }))).statusCode).toBe(401);
});

describe("wrong tokens are counted by", () => {
  const edge = "130.176.0.1";
  const proof = () => siteProof(process.env.PASS_KEYS ?? "");
  const guess = async (sourceIp: string, headers: Record<string, string | undefined>) => {
    const sent = { sourceIp, headers: { authorization: "Bearer wrong", ...headers } };
    return (await invoke(eventOf("GET", "/admin/rooms/demo/settings", sent))).statusCode;
  };
  async function isOneAddress(sourceIp: string, headers: (i: number) => Record<string, string | undefined>) {
    for (let i = 0; i < limits.wrongAttemptsMax; i++) expect(await guess(sourceIp, headers(i))).toBe(401);
    expect(await guess(sourceIp, headers(-1))).toBe(429);
  }

  test("the viewer that CloudFront writes down, where it shows that it does", async () => {
    const seen = (viewer: string) => ({ [siteProofHeader]: proof(), "x-forwarded-for": viewer });
    await isOneAddress(edge, (i) => seen(`192.0.2.${i + 100}, 198.51.100.1, ${edge}`));
    expect(await guess(edge, seen(`198.51.100.1, 198.51.100.2, ${edge}`))).toBe(401);
    // Whether API Gateway adds CloudFront to the list or not.
    expect(await guess(edge, seen("198.51.100.1"))).toBe(429);
  });

  test("the address that API Gateway sees, whatever a header says, where CloudFront does not show itself", async () => {
    await isOneAddress("198.51.100.9", (i) => ({ "x-forwarded-for": `192.0.2.${i + 100}` }));
    const forged = (i: number) => ({ [siteProofHeader]: "forged", "x-forwarded-for": `192.0.2.${i + 100}` });
    await isOneAddress("198.51.100.10", forged);
  });
});

test("a body that is too large is refused, whether or not its length is declared", async () => {
  const { room } = await world.openRoom();
  const body = JSON.stringify({ key: "x".repeat(33_000) });
  for (const headers of [{}, { "content-length": String(body.length) }]) {
    const answer = await invoke(eventOf("POST", `/rooms/${room}/tickets`, { body, headers }));
    expect(answer.statusCode).toBe(413);
  }
});
