// Lambda, as far as it is used. An invocation runs what is in the zip, in a process of its own, as Lambda would.
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { type Json, Refusal, type Request, text, there } from "./answer.ts";
import type { Iam } from "./iam.ts";

const run = promisify(execFile);

interface Function {
  readonly name: string;
  configuration: Json;
  zip: Uint8Array;
  readonly policy: Json[];
}

/** What a handler threw. */
export class FunctionError extends Error {}

/** Reads an event and calls the handler, which is all that is known of it. */
const runtime = `
  const [file, name, event] = process.argv.slice(1);
  const module = await import(file);
  const answer = await module[name](JSON.parse(event), {});
  process.stdout.write("\\n\\u0000" + JSON.stringify(answer ?? null));
  process.exit(0);
`;

export class Lambda {
  readonly functions = new Map<string, Function>();
  readonly mappings = new Map<string, Json>();
  /** Answers of functions that a test has no use for: they take the time of a process each. */
  readonly answers = new Map<string, unknown>();
  readonly #iam: Iam;

  constructor(iam: Iam) {
    this.#iam = iam;
  }

  async answer({ method, path, query, body }: Request): Promise<unknown> {
    const [, , kind, id = "", part = ""] = path.split("/");
    if (kind === "event-source-mappings") return this.#mapping(method, decodeURIComponent(id), query, body);
    if (method === "POST" && id === "") return this.#create(body);
    const one = there(this.functions.get(nameOf(decodeURIComponent(id))), "ResourceNotFoundException");
    switch (`${method} ${part}`) {
      case "GET ":
        return { Configuration: described(one) };
      case "GET configuration":
        return described(one);
      case "PUT configuration":
        one.configuration = { ...one.configuration, ...body };
        return described(one);
      case "PUT code":
        one.zip = Buffer.from(text(body.ZipFile), "base64");
        return described(one);
      case "DELETE ":
        this.functions.delete(one.name);
        return undefined;
      case "GET policy":
        if (one.policy.length === 0) throw new Refusal(404, "ResourceNotFoundException");
        return { Policy: JSON.stringify({ Statement: one.policy }) };
      case "POST policy":
        if (one.policy.some(({ Sid }) => Sid === body.StatementId))
          throw new Refusal(409, "ResourceConflictException");
        one.policy.push({ Sid: body.StatementId, Principal: body.Principal, SourceArn: body.SourceArn });
        return {};
      case "POST invocations":
        return this.answers.get(one.name) ?? this.invoke(one.name, body);
      default:
        throw new Refusal(404, "UnknownOperationException");
    }
  }

  /** What its handler answers. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const { zip, configuration } = there(this.functions.get(name), "ResourceNotFoundException");
    const [file, handler = ""] = text(configuration.Handler).split(".");
    const folder = mkdtempSync(join(tmpdir(), "fairline-lambda-"));
    try {
      writeFileSync(join(folder, `${file}.mjs`), unzipSync(zip)[`${file}.mjs`] ?? "");
      const { stdout } = await run(
        process.execPath,
        [
          "--input-type=module",
          "--eval",
          runtime,
          join(folder, `${file}.mjs`),
          handler,
          JSON.stringify(event),
        ],
        {
          env: {
            ...environmentOf(configuration),
            AWS_REGION: "us-east-1",
            AWS_ACCESS_KEY_ID: "test",
            AWS_SECRET_ACCESS_KEY: "test",
          },
        },
      );
      return JSON.parse(stdout.slice(stdout.lastIndexOf("\u0000") + 1));
    } catch (error) {
      throw new FunctionError(String((error as { stderr?: unknown }).stderr ?? error));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  #create(body: Json): Json {
    const { FunctionName, Code, ...configuration } = body;
    const name = text(FunctionName);
    if (this.functions.has(name)) throw new Refusal(409, "ResourceConflictException");
    const zip = Buffer.from(text((Code as Json).ZipFile), "base64");
    const made: Function = { name, configuration, zip, policy: [] };
    this.functions.set(name, made);
    return described(made);
  }

  #mapping(method: string, id: string, query: URLSearchParams, body: Json): unknown {
    if (method === "GET") {
      const [source, of] = [query.get("EventSourceArn"), query.get("FunctionName")];
      const found = [...this.mappings.values()].filter(
        ({ EventSourceArn, FunctionName }) => EventSourceArn === source && FunctionName === of,
      );
      return { EventSourceMappings: found };
    }
    if (method === "POST") return this.#createMapping(body);
    const mapping = there(this.mappings.get(id), "ResourceNotFoundException");
    if (method === "DELETE") this.mappings.delete(id);
    else Object.assign(mapping, body);
    return mapping;
  }

  /** As AWS does: only where the role may delete what the poller is to delete. */
  #createMapping(body: Json): Json {
    const { configuration } = there(
      this.functions.get(nameOf(text(body.FunctionName))),
      "ResourceNotFoundException",
    );
    const role = text(configuration.Role);
    if (this.#iam.roles.size > 0) {
      const may = this.#iam.says("Allow", role, "sqs:DeleteMessage");
      if (!may || this.#iam.says("Deny", role, "sqs:DeleteMessage")) {
        throw new Refusal(400, "InvalidParameterValueException", "The role may not call DeleteMessage");
      }
    }
    const mapping = { UUID: randomUUID(), State: "Enabled", ...body };
    this.mappings.set(mapping.UUID, mapping);
    return mapping;
  }
}

function environmentOf(configuration: Json): NodeJS.ProcessEnv {
  return (configuration.Environment as { Variables: NodeJS.ProcessEnv }).Variables;
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.split(":").at(-1) ?? "";
}

function described({ name, configuration, zip }: Function): Json {
  return {
    ...configuration,
    FunctionName: name,
    FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    CodeSha256: createHash("sha256").update(zip).digest("base64"),
    State: "Active",
    LastUpdateStatus: "Successful",
  };
}
