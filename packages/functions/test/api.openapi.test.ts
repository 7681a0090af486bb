import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { app } from "../src/handlers/api.ts";
import { openApiDocument } from "../src/openapi/document.ts";
import { anyOriginHeaders, heldAgainstDocument } from "./documented.ts";
import { type Emulators, startEmulators } from "./emulators.ts";
import { send } from "./requests.ts";

let world: Emulators;

beforeAll(async () => {
  world = await startEmulators();
});
afterAll(() => world.stop());

interface Operation {
  readonly summary: string;
  readonly operationId: string;
  readonly tags: readonly string[];
}
const { paths, tags } = openApiDocument() as unknown as {
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string }[];
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

test("GET /openapi.json gives everybody the document, and caches keep it for a while", async () => {
  const answer = await send("GET /openapi.json");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
  expect(await answer.json()).toEqual(openApiDocument());
});

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(openApiDocument());
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("every route of the API is described, and nothing else", () => {
  // Middleware answers to all methods.
  const routes = app.routes.filter(({ method }) => method !== "ALL");
  const written = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(operations.map(({ route }) => route).sort()).toEqual([...new Set(written)].sort());
});

test("each route is told in one line, in a group of its own kind, under a name that no other has", () => {
  for (const { operation } of operations) {
    expect(operation.summary).toMatch(/^[^\n]{3,90}[^.\n]$/);
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...operation.tags]));
  }
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

describe("an answer that is not as documented is found out", () => {
  const keys = "GET /.well-known/jwks.json";
  const body = { keys: [], issuer: "fairline-test" };
  const isProblem = { "content-type": "application/problem+json" };
  const hold = (route: string, status: number, body: unknown, headers: Record<string, string> = {}) => {
    const usual = {
      "content-type": "application/json",
      "cache-control": "public",
      ...(route.includes("/rooms/") || route === keys ? anyOriginHeaders : {}),
    };
    const text = body === undefined ? null : JSON.stringify(body);
    return heldAgainstDocument(route, new Response(text, { status, headers: { ...usual, ...headers } }));
  };

  test("and one that is as documented is not", async () => {
    await hold(keys, 200, body);
    await hold("GET /rooms/demo", 404, problem(404, "unknown_room"), isProblem);
    await hold("GET /secrets", 404, problem(404, "not_found"), isProblem);
  });

  // biome-ignore format: a table
  test.each<[string, string, number, unknown, Record<string, string>, string]>([
    ["a route that nobody has described",     "GET /secrets",                200, {},                       {},                              "no such status"],
    ["a method that its path does not have",  "POST /.well-known/jwks.json", 200, body,                     {},                              "no such status"],
    ["a status",                              keys,                          201, body,                     {},                              "no such status"],
    ["a type",                                keys,                          200, body,                     { "content-type": "text/html" }, "the content-type is text/html"],
    ["a field of another type",               keys,                          200, { ...body, keys: "none" },         {},                              "/keys must be array"],
    ["a field that is missing",               keys,                          200, {},                       {},                              "must have required property 'keys'"],
    ["a field that leaks",                    keys,                          200, { ...body, d: "private" }, {},                             "must NOT have additional properties"],
    ["a header that leaks",                   keys,                          200, body,                     { "x-powered-by": "us" },        "the header x-powered-by is not described"],
    ["a header that is missing",              "DELETE /admin/session",       204, undefined,                {},                              "the header set-cookie is missing"],
    ["a code that its status does not have",  "GET /rooms/demo",             404, problem(404, "moved"),    isProblem,                       "must be equal to one of the allowed values"],
    ["one to a page of any origin",           "GET /secrets",                404, problem(404, "not_found"), { ...isProblem, ...anyOriginHeaders }, "is not for this path"],
    ["one to no page of another origin",      keys,                          200, body,                     { "access-control-allow-origin": "null" }, "access-control-allow-origin is missing"],
    ["a refusal that says nothing",           "GET /secrets",                404, { error: "no" },          isProblem,                       "must have required property 'title'"],
  ])("%s", async (_, route, status, body, headers, fault) => {
    await expect(hold(route, status, body, headers)).rejects.toThrow(fault);
  });
});

function problem(status: number, code: string) {
  return { type: "about:blank", title: "No", status, code };
}
