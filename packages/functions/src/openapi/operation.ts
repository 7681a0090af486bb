import { NumberRequest, RoomName } from "@fairline/core";
import * as z from "zod";
import { type ProblemCode, problems } from "../http/problem.ts";
import type { Access, Answer, Parameters, Route } from "./route.ts";
import { inlineSchema, type JsonSchema, reference } from "./schemas.ts";

/** By any of them a request is let in; `document.ts` says what they are. */
const security: Readonly<Record<Access, readonly JsonSchema[]>> = {
  everybody: [],
  operator: [{ adminToken: [] }, { session: [] }],
  session: [{ session: [] }],
  holder: [{ resume: [] }],
  pass: [{ pass: [] }],
};

const refusalsOf: Readonly<Record<Access, readonly ProblemCode[]>> = {
  everybody: [],
  operator: ["unauthorized", "invalid", "too_many_attempts", "unavailable"],
  session: ["unauthorized"],
  holder: ["unauthorized", "wrong_room"],
  pass: ["unauthorized", "wrong_room"],
};

/** Whatever refuses with such a status says this, too. */
const headersOf: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "WWW-Authenticate": "Bearer" },
  412: { ETag: "The version that the settings have now" },
  429: { "Retry-After": "Seconds to wait" },
  503: { "Retry-After": "Seconds to wait" },
};

/** What stands in a path. */
const inPath: Parameters = {
  room: { about: "The room's name", schema: RoomName },
  number: { about: "The number of a place in line", schema: NumberRequest.shape.number },
};

/** Of operators who share one token, and of nobody else, who asks. */
const operatorHeader: Parameters = {
  "Fairline-Operator": {
    about:
      "With a token that several operators share: who asks, for the log; other letters than ASCII percent-encoded",
    schema: z.string(),
  },
};

/** One route, as OpenAPI has it. */
export function operationOf(method: string, path: string, tag: string, route: Route): JsonSchema {
  const { summary, access, body, answers } = route;
  const parameters = parametersOf(path, route);
  return {
    tags: [tag],
    summary,
    operationId: operationIdOf(method, path),
    security: security[access],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: reference(body) } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...refusals(codesOf(method, path, route)),
    },
  };
}

function parametersOf(path: string, { access, query = {}, headers = {} }: Route): readonly JsonSchema[] {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const ofPath = Object.fromEntries(Object.entries(inPath).filter(([name]) => named.includes(name)));
  const list = (where: string, given: Parameters) =>
    Object.entries(given).map(([name, { about, schema }]) => ({
      name,
      in: where,
      required: where === "path",
      description: about,
      schema: inlineSchema(schema),
    }));
  return [
    ...list("path", ofPath),
    ...list("query", query),
    ...list("header", { ...headers, ...(access === "operator" ? operatorHeader : {}) }),
  ];
}

function codesOf(method: string, path: string, { access, body, refusals = [] }: Route): ProblemCode[] {
  const changes = method !== "GET";
  return [
    ...refusalsOf[access],
    ...(access === "operator" && changes ? (["cross_site", "bad_json"] as const) : []),
    ...(changes ? (["too_large"] as const) : []),
    ...(body === undefined ? [] : (["bad_json", "invalid"] as const)),
    ...(path.includes("{room}") ? (["unknown_room"] as const) : []),
    ...refusals,
    "internal",
  ];
}

function answerOf({ about, body, headers = {} }: Answer): JsonSchema {
  return {
    description: about,
    ...headersIn(headers),
    ...(body === undefined ? {} : { content: { "application/json": { schema: reference(body) } } }),
  };
}

/** By status: which codes a refusal may have, with what they mean. */
function refusals(codes: readonly ProblemCode[]): Readonly<Record<string, JsonSchema>> {
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code][0]);
  const described = [...byStatus].map(([status, ofStatus]): [string, JsonSchema] => {
    const one = { type: "object", properties: { code: { enum: ofStatus } }, required: ["code"] };
    const schema = { allOf: [reference("Problem"), one] };
    return [
      String(status),
      {
        description: ofStatus.map((code) => `\`${code}\`: ${problems[code][1]}`).join(". "),
        ...headersIn(headersOf[status] ?? {}),
        content: { "application/problem+json": { schema } },
      },
    ];
  });
  return Object.fromEntries(described);
}

function headersIn(headers: Readonly<Record<string, string>>): JsonSchema {
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, required: true, schema: { type: "string" } },
  ]);
  return described.length === 0 ? {} : { headers: Object.fromEntries(described) };
}

/** `GET /rooms/{room}/tickets/me`: `getRoomsRoomTicketsMe`. */
function operationIdOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
