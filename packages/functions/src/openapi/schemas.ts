import {
  AnnouncementRequest,
  AuditPage,
  AuditView,
  CodeRequest,
  DeferRequest,
  ExtendRequest,
  Handover,
  Joining,
  JoinRequest,
  LiveView,
  NumberRequest,
  Outlook,
  PassAnswer,
  PassRequest,
  Preview,
  Problem,
  Registering,
  Reservation,
  ReservationRequest,
  RoomSummary,
  Rooms,
  Samples,
  SampleView,
  Session,
  Settings,
  SettingsChange,
  SignInRequest,
  SiteCodeAnswer,
  Snapshot,
  TakeoverRequest,
  TicketMessage,
  TicketView,
  UndoRequest,
  Wait,
} from "@fairline/core";
import * as z from "zod";

const PublicKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
});

/** What clients send. */
const sent = {
  JoinRequest,
  DeferRequest,
  TakeoverRequest,
  ReservationRequest,
  CodeRequest,
  PassRequest,
  ExtendRequest,
  SignInRequest,
  SettingsChange,
  AnnouncementRequest,
  NumberRequest,
  UndoRequest,
};

/** What clients are answered. */
const answered = {
  Snapshot,
  Joining,
  Registering,
  Ticket: TicketMessage,
  Handover,
  Reservation,
  Code: SiteCodeAnswer,
  Pass: PassAnswer,
  JsonWebKeySet: z.object({ keys: z.array(PublicKey), issuer: z.string() }),
  Session,
  Settings,
  Rooms,
  RoomSummary,
  LiveView,
  Samples,
  Sample: SampleView,
  TicketView,
  AuditPage,
  AuditEntry: AuditView,
  Preview,
  Outlook,
  Wait,
  Problem,
  OpenApi: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
};

export type SchemaName = keyof typeof sent | keyof typeof answered;
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas that the code itself reads and answers by, as JSON Schema 2020-12, which OpenAPI 3.1 is made of. */
export function namedSchemas(): Readonly<Record<string, JsonSchema>> {
  return { ...converted(sent, "input"), ...converted(answered, "output") };
}

export function reference(name: SchemaName): JsonSchema {
  return { $ref: addressOf(name) };
}

/** One without a name of its own: a parameter's. */
export function inlineSchema(schema: z.core.$ZodType): JsonSchema {
  return withoutIdentity(z.toJSONSchema(schema, { io: "input", override: tidied }));
}

function converted(named: Readonly<Record<string, z.core.$ZodType>>, io: "input" | "output") {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: addressOf, override: tidied });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]));
}

function addressOf(name: string): string {
  return `#/components/schemas/${name}`;
}

/** Within a document a schema is found by where it stands. */
function withoutIdentity({
  $schema,
  $id,
  "~standard": _,
  ...schema
}: z.core.JSONSchema.BaseSchema): JsonSchema {
  return schema;
}

/** Leaves out what says nothing to a reader, and what is not so. */
function tidied({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // Clients ignore what they do not know: an answer may have more fields one day.
  const { def } = zodSchema._zod;
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
}
