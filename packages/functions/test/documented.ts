// Whether an answer is one that the OpenAPI document tells of.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { openApiDocument } from "../src/openapi/document.ts";
import type { JsonSchema } from "../src/openapi/schemas.ts";

interface Described {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Record<string, Described> }>>>
  >;
  readonly components: { readonly schemas: JsonSchema };
}

const document = openApiDocument() as unknown as Document;
const components = strict(document.components);
const ajv = new Ajv2020({ allErrors: true, keywords: ["components"] });
formats.default(ajv);
const validators = new Map<JsonSchema, ValidateFunction>();

/** Pages of any origin may read what is answered below these, whatever it is, and nothing else. */
const readByAnyOrigin = /^\/(?:rooms|\.well-known)(?:\/|$)/;
/** What says so. */
export const anyOriginHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "location,retry-after,www-authenticate",
};

/** Said by HTTP itself, or by whoever keeps answers. */
const unsaid = ["cache-control", "content-length", "content-type"];

const refusal = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };

/** Throws where an answer is not as the document has it: its route, status, headers, type, or any field of it. */
export async function heldAgainstDocument(route: string, response: Response): Promise<void> {
  const described = descriptionOf(route, response.status);
  const faults = [
    ...(described === undefined ? ["no such status"] : await faultsOf(described, response.clone())),
    ...originFaultsOf(route, response),
  ];
  if (faults.length > 0)
    throw new Error(`${route}: ${response.status} is not as documented: ${faults.join("; ")}`);
}

function descriptionOf(route: string, status: number): Described | undefined {
  const [method = "", address = ""] = route.split(" ");
  const path = new URL(address, "http://fairline.test").pathname;
  const [, operations] = Object.entries(document.paths).find(([template]) => fits(template, path)) ?? [];
  const operation = operations?.[method.toLowerCase()];
  if (operation !== undefined) return operation.responses[status];
  // What nobody has described does nothing, and says so as everything else that refuses.
  if (status < 400 || status > 499) return undefined;
  return { content: refusal, headers: status === 401 ? { "WWW-Authenticate": {} } : {} };
}

function originFaultsOf(route: string, { headers }: Response): string[] {
  const isRead = readByAnyOrigin.test(route.split(" ")[1] ?? "");
  return Object.entries(anyOriginHeaders)
    .filter(([name, value]) => headers.get(name) !== (isRead ? value : null))
    .map(([name]) => `the header ${name} is ${isRead ? "missing" : "not for this path"}`);
}

function fits(template: string, path: string): boolean {
  const pattern = template.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

async function faultsOf({ headers = {}, content }: Described, response: Response): Promise<string[]> {
  const said = [...response.headers.keys()].filter(
    (name) => !unsaid.includes(name) && !(name in anyOriginHeaders),
  );
  const described = Object.keys(headers).map((name) => name.toLowerCase());
  return [
    ...said.filter((name) => !described.includes(name)).map((name) => `the header ${name} is not described`),
    ...described.filter((name) => !response.headers.has(name)).map((name) => `the header ${name} is missing`),
    ...(await faultsOfBody(content, response)),
  ];
}

async function faultsOfBody(content: Described["content"], response: Response): Promise<string[]> {
  const text = await response.text();
  if (content === undefined) return text === "" ? [] : [`nothing is described, and there is ${text}`];
  const type = (response.headers.get("content-type") ?? "none").split(";")[0] ?? "";
  const schema = content[type]?.schema;
  if (schema === undefined) return [`the content-type is ${type}`];
  const validate = validators.get(schema) ?? ajv.compile({ ...schema, components });
  validators.set(schema, validate);
  return validate(JSON.parse(text))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) =>
        [instancePath || "the body", message, JSON.stringify(params)].join(" "),
      );
}

/** A client ignores fields that it does not know; we do not send any that are not described. */
function strict<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(strict) as T;
  if (schema === null || typeof schema !== "object") return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, strict(value)]));
  const isOpen = inner.type === "object" && "properties" in inner && !("additionalProperties" in inner);
  return (isOpen ? { ...inner, additionalProperties: false } : inner) as T;
}
