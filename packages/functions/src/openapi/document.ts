import packageJson from "../../package.json" with { type: "json" };
import { operationOf } from "./operation.ts";
import type { Routes } from "./route.ts";
import { operatorRoutes } from "./routes/operators.ts";
import { placeRoutes } from "./routes/places.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { siteRoutes } from "./routes/site.ts";
import { visitorRoutes } from "./routes/visitors.ts";
import { watchingRoutes } from "./routes/watching.ts";
import { type JsonSchema, namedSchemas } from "./schemas.ts";

interface Group {
  readonly tag: string;
  readonly about: string;
  readonly routes: Routes;
}

const groups: readonly Group[] = [
  { tag: "Rooms", about: "What everybody may see, and the protected action", routes: visitorRoutes },
  { tag: "Going to the site", about: "From the room's page to the site, and its gate", routes: siteRoutes },
  { tag: "Places in line", about: "A place, for a browser without a WebSocket", routes: placeRoutes },
  { tag: "Sessions", about: "How the console signs in and out", routes: sessionRoutes },
  { tag: "Watching", about: "What operators see", routes: watchingRoutes },
  { tag: "Operating", about: "What operators do", routes: operatorRoutes },
];

const about = `A fair virtual waiting room. What a browser and a room say over a WebSocket is told in docs/protocol.md.
Times are ISO 8601 in UTC, durations seconds. Clients ignore fields that they do not know. Refusals are problems of RFC 9457 with a \`code\`.
Pages of any origin may ask what is below /rooms and /.well-known (CORS).
In the cloud API Gateway may answer before Fairline does, with 429 or 503 and a body of its own.`;

const securitySchemes = {
  adminToken: { type: "http", scheme: "bearer", description: "An operator's token" },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "fairline_session",
    description:
      "A session of POST /admin/session. What changes something is taken from the site's own pages only",
  },
  resume: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The `resume` of a ticket: who shows it holds the place",
  },
  pass: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The pass of a visit (ES256): `aud` is the room, `exp` the visit's end",
  },
};

/**
 * The OpenAPI 3.1 description of the whole HTTP API, made from the schemas that the routes read and answer by
 * (docs/adr/0018-a-description-made-of-the-schemas.md).
 */
export function openApiDocument(): JsonSchema {
  return {
    openapi: "3.1.1",
    info: {
      title: "Fairline",
      version: packageJson.version,
      description: about,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "Where this document is" }],
    tags: groups.map(({ tag, about }) => ({ name: tag, description: about })),
    paths: paths(),
    components: { schemas: namedSchemas(), securitySchemes },
  };
}

function paths(): Readonly<Record<string, JsonSchema>> {
  const all: Record<string, Record<string, JsonSchema>> = {};
  for (const { tag, routes } of groups) {
    for (const [name, route] of Object.entries(routes)) {
      const [method = "", path = ""] = name.split(" ");
      all[path] ??= {};
      all[path][method.toLowerCase()] = operationOf(method, path, tag, route);
    }
  }
  return all;
}
