// All services behind one URL: SQS by fauxqs, DynamoDB by dynalite, the others by small stand-ins that keep state.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { buildApp } from "fauxqs";
import { loadFauxqs } from "../../../local/src/services/fauxqs.ts";
import { Refusal, type Request } from "./answer.ts";
import { Apis } from "./apis.ts";
import { Iam } from "./iam.ts";
import { FunctionError, Lambda } from "./lambda.ts";
import { Events, Scheduler, StepFunctions } from "./others.ts";

type Service = "sqs" | "dynamodb" | "iam" | "lambda" | "states" | "apis" | "scheduler" | "events";

export interface Call extends Request {
  readonly service: Service;
  readonly accessKeyId: string;
}

/** How an endpoint answers what it does not do; nothing: it does it. */
export type Lacking = (call: Call) => Refusal | undefined;

export interface Endpoint {
  readonly url: string;
  readonly iam: Iam;
  readonly lambda: Lambda;
  readonly apis: Apis;
  readonly states: StepFunctions;
  readonly scheduler: Scheduler;
  readonly events: Events;
  /** Every call so far that may have made or changed a thing; items of a table are none. */
  readonly writes: readonly string[];
  lacking: Lacking;
  close(): Promise<void>;
}

export async function startEndpoint(lacking: Lacking = () => undefined): Promise<Endpoint> {
  const sqs = buildApp({ logger: false, stores: { sqsStore: await emptyQueues() } as never });
  const sqsUrl = await sqs.listen({ port: 0, host: "127.0.0.1" });
  const tables = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const tablesUrl = await listening(tables);
  const iam = new Iam();
  const inside = {
    iam,
    lambda: new Lambda(iam),
    apis: new Apis(),
    states: new StepFunctions(),
    scheduler: new Scheduler(),
    events: new Events(),
  };
  const writes: string[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const call = callOf(request, raw);
    try {
      const refusal = endpoint.lacking(call);
      if (refusal !== undefined) throw refusal;
      if (isWrite(call)) writes.push(`${call.service} ${call.operation || `${call.method} ${call.path}`}`);
      if (call.service === "sqs") return forward(sqsUrl, request, raw, response);
      if (call.service === "dynamodb") return forward(tablesUrl, request, raw, response);
      const answer = await inside[call.service].answer(call);
      if (call.service === "iam") return respond(response, 200, "text/xml", String(answer));
      respond(response, 200, "application/json", answer === undefined ? "" : JSON.stringify(answer));
    } catch (error) {
      if (error instanceof FunctionError) {
        const body = JSON.stringify({ errorMessage: error.message });
        return respond(response, 200, "application/json", body, { "x-amz-function-error": "Unhandled" });
      }
      if (!(error instanceof Refusal)) throw error;
      refuse(response, call.service, error);
    }
  }

  const endpoint: Endpoint = {
    ...inside,
    url: await listening(server),
    writes,
    lacking,
    async close() {
      for (const one of [server, tables]) {
        one.closeAllConnections();
        one.close();
      }
      await sqs.close();
    },
  };
  return endpoint;
}

/** An empty host makes queue URLs of the address that the caller used, so that no name has to be resolved. */
async function emptyQueues() {
  const { SqsStore } = await loadFauxqs();
  const store = new SqsStore();
  store.host = "";
  return store;
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function callOf(request: IncomingMessage, raw: Buffer): Call {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://endpoint");
  const target = String(request.headers["x-amz-target"] ?? "");
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const body = isForm
    ? Object.fromEntries(new URLSearchParams(raw.toString()))
    : JSON.parse(raw.toString() || "{}");
  return {
    service: serviceOf(target, pathname),
    method: request.method ?? "GET",
    path: decodeURIComponent(pathname).replace(/\/$/, ""),
    query: searchParams,
    operation: isForm ? String(body.Action) : target.slice(target.indexOf(".") + 1),
    body,
    accessKeyId: /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "",
  };
}

function serviceOf(target: string, path: string): Service {
  if (target.startsWith("DynamoDB")) return "dynamodb";
  if (target.startsWith("AmazonSQS")) return "sqs";
  if (target.startsWith("AWSStepFunctions")) return "states";
  if (target.startsWith("AWSEvents")) return "events";
  if (path.startsWith("/2015-03-31/")) return "lambda";
  if (path.startsWith("/v2/apis")) return "apis";
  if (path.startsWith("/schedules")) return "scheduler";
  return "iam";
}

function isWrite({ method, operation, path }: Call): boolean {
  const reads = /^(BatchExecuteStatement|Describe|Get|List|PutItem|UpdateItem)/;
  return operation === "" ? method !== "GET" && !path.endsWith("/invocations") : !reads.test(operation);
}

function forward(url: string, request: IncomingMessage, raw: Buffer, response: ServerResponse): void {
  const onward = send(
    new URL(request.url ?? "/", url),
    { method: request.method, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  onward.end(raw);
}

function refuse(response: ServerResponse, service: Service, { status, name, message }: Refusal): void {
  const error = `<Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error>`;
  if (service === "iam") respond(response, status, "text/xml", `<ErrorResponse>${error}</ErrorResponse>`);
  else {
    const body = JSON.stringify({ __type: name, message });
    respond(response, status, "application/json", body, { "x-amzn-errortype": name });
  }
}

function respond(response: ServerResponse, status: number, type: string, body: string, headers = {}): void {
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(body);
}
