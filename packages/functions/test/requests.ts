import { Problem } from "@fairline/core";
import { expect } from "vitest";
import { importCode } from "../../local/src/code.ts";
import type { HttpApi } from "../../local/src/gateway/http.ts";
import { heldAgainstDocument } from "./documented.ts";

export interface Sent {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that it comes from; one that no other request comes from without it. */
  readonly from?: string;
}

/** A route as the contract writes it (`GET /rooms/demo`). What is no text is sent as JSON. */
export async function send(route: string, sent: Sent = {}): Promise<Response> {
  return sendTo((await importCode()).api, route, sent);
}

/** The same, to the API as a test has it. Its answer is as the document says, or the test fails. */
export async function sendTo(api: HttpApi, route: string, sent: Sent = {}): Promise<Response> {
  const response = await sendUnchecked(api, route, sent);
  await heldAgainstDocument(route, response);
  return response;
}

/** To an app that a test brings, of which no document tells. */
export async function sendUnchecked(
  api: HttpApi,
  route: string,
  { token, body, headers, from = newAddress() }: Sent = {},
): Promise<Response> {
  const [method = "", path = ""] = route.split(" ");
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const request = new Request(`http://fairline.test${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  });
  return api.fetch(request, { requestContext: { http: { sourceIp: from } } });
}

let addresses = 0;
export function newAddress(): string {
  addresses += 1;
  return `10.${[16, 8, 0].map((bits) => (addresses >> bits) & 255).join(".")}`;
}

/** Whatever refuses does so in the same shape (RFC 9457), and no cache keeps it. */
export async function refusal(response: Response, status: number, code: string): Promise<Problem> {
  const shown = `${response.status} ${await response.clone().text()}`;
  expect(response.status, shown).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ type: "about:blank", status, code });
  expect(problem.title).not.toBe("");
  return problem;
}
