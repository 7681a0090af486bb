/** Node's answers: their headers are held back until they have been seen. */
import type { ServerResponse } from "node:http";
import { headerChanges } from "./changes.ts";

type Sight = (answer: { status: number; headers: Headers }) => Promise<Headers>;

/**
 * Shows the headers of an answer to `see` before they are sent, and sends what it makes of them. That takes a while, and
 * Node's `writeHead`, `write` and `end` do not wait: they are kept, in their order, and done afterwards.
 */
export function holdAnswer(response: ServerResponse, see: Sight): void {
  const sending = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  };
  const kept: (() => void)[] = [];
  let stage: "open" | "held" | "released" = "open";

  async function release(): Promise<void> {
    const before = headersOf(response);
    const changes = headerChanges(before, await see({ status: response.statusCode, headers: before }));
    for (const name of changes.removed) response.removeHeader(name);
    for (const [name, values] of changes.set)
      response.setHeader(name, values.length === 1 ? (values[0] as string) : [...values]);
    stage = "released";
    for (const send of kept) send();
    // Whoever was told to wait hears that there is room again, unless Node says so by itself.
    if (!response.writableNeedDrain) response.emit("drain");
  }

  function keep(send: () => void): void {
    kept.push(send);
    if (stage !== "open") return;
    stage = "held";
    void release();
  }

  Object.defineProperty(response, "headersSent", { configurable: true, get: () => stage !== "open" });
  Object.assign(response, {
    writeHead(status: number, ...rest: readonly unknown[]) {
      if (stage !== "open") return sending.writeHead(status);
      response.statusCode = status;
      if (typeof rest[0] === "string") response.statusMessage = rest[0];
      setAll(response, typeof rest[0] === "string" ? rest[1] : rest[0]);
      keep(() => {});
      return response;
    },
    write(...args: Parameters<typeof sending.write>) {
      if (stage === "released") return sending.write(...args);
      keep(() => sending.write(...args));
      return false;
    },
    end(...args: Parameters<typeof sending.end>) {
      if (stage === "released") return sending.end(...args);
      keep(() => sending.end(...args));
      return response;
    },
    flushHeaders() {
      if (stage === "released") return sending.flushHeaders();
      keep(sending.flushHeaders);
    },
  });
}

function headersOf(response: ServerResponse): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.getHeaders()))
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, String(one));
  return headers;
}

/** `writeHead` takes headers as an object, or as names and values in turn. */
function setAll(response: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) response.removeHeader(headers[i]);
    for (let i = 0; i + 1 < headers.length; i += 2) response.appendHeader(headers[i], headers[i + 1]);
  } else if (headers !== null && typeof headers === "object") {
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) response.setHeader(name, value);
  }
}
