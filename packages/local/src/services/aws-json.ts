import type { IncomingMessage, ServerResponse } from "node:http";
import { local } from "../limits.ts";

/** An error as AWS services send it; the SDK makes an exception of that name of it. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = status;
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > local.serviceRequestBytesMax) throw new AwsError("RequestTooLarge", "Request too large", 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `AWSStepFunctions.StartExecution` → `StartExecution`. */
export function actionOf(request: IncomingMessage): string {
  const target = request.headers["x-amz-target"];
  return typeof target === "string" ? target.slice(target.indexOf(".") + 1) : "";
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
