/** Node's answers: their headers are held back until they have been seen. */
import type { ServerResponse } from "node:http";
import { headerChanges } from "./changes.ts";
import { heldOpen } from "./held-open.ts";
import { refuseLateHeaders, refusePart, refuseStatus } from "./node-refusals.ts";

type Sight = (answer: { status: number; headers: Headers }) => Promise<Headers>;

/** What Node itself calls where nobody has written headers, and older libraries call, too. Answers of HTTP/2 have none. */
type Implicit = ServerResponse & { _implicitHeader?(): void };

/**
 * Shows the headers of an answer to `see` before they are sent, and sends what it makes of them. That takes a while, and
 * Node's `writeHead`, `write` and `end` do not wait: they are kept, in their order, and done afterwards. Meanwhile the site sees
 * an answer whose headers are sent: whoever would change them gets the error that Node gives.
 */
export function holdAnswer(response: ServerResponse, see: Sight): void {
  const sending = {
    setHeader: response.setHeader.bind(response),
    appendHeader: response.appendHeader.bind(response),
    removeHeader: response.removeHeader.bind(response),
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
    implicitHeader: (response as Implicit)._implicitHeader?.bind(response),
  };
  const kept: (() => void)[] = [];
  let stage: "open" | "held" | "released" = "open";
  let isEnded = false;

  async function release(): Promise<void> {
    const before = headersOf(response);
    const { statusCode: status } = response;
    // Answers of HTTP/2 have no such message, and warn whoever asks for it.
    const message = sending.implicitHeader && response.statusMessage;
    const changes = headerChanges(before, await see({ status, headers: before }));
    // A handler that fails now may have set another status, which Node would not have sent any more.
    response.statusCode = status;
    if (sending.implicitHeader) response.statusMessage = message as string;
    for (const name of changes.removed) sending.removeHeader(name);
    for (const [name, values] of changes.set)
      sending.setHeader(name, values.length === 1 ? (values[0] as string) : [...values]);
    stage = "released";
    for (const send of kept) send();
    // Whoever was told to wait hears that there is room again, unless Node says so by itself.
    if (!response.writableNeedDrain) response.emit("drain");
  }

  function keep(send: () => void): void {
    if (stage === "open") refuseStatus(response.statusCode);
    kept.push(send);
    if (stage !== "open") return;
    stage = "held";
    const letGo = heldOpen(response);
    // An answer that Node does not take is that visitor's trouble, and nobody else's; the handler has gone on meanwhile.
    release()
      .catch((error) => {
        console.error("fairline gate: the site's answer was not sent:", error);
        response.destroy(error);
      })
      .finally(letGo);
  }

  function refuseWhileHeld(verb: string): void {
    if (stage === "held") refuseLateHeaders(verb);
  }

  Object.defineProperty(response, "headersSent", { configurable: true, get: () => stage !== "open" });
  Object.defineProperty(response, "writableEnded", { configurable: true, get: () => isEnded });
  Object.assign(response, {
    setHeader(...args: Parameters<typeof sending.setHeader>) {
      refuseWhileHeld("set");
      return sending.setHeader(...args);
    },
    appendHeader(...args: Parameters<typeof sending.appendHeader>) {
      refuseWhileHeld("append");
      return sending.appendHeader(...args);
    },
    removeHeader(name: string) {
      refuseWhileHeld("remove");
      sending.removeHeader(name);
    },
    writeHead(status: number, ...rest: readonly unknown[]) {
      refuseWhileHeld("write");
      if (stage === "released") return sending.writeHead(status, ...(rest as []));
      refuseStatus(status);
      response.statusCode = status;
      if (typeof rest[0] === "string") response.statusMessage = rest[0];
      setAll(response, typeof rest[0] === "string" ? rest[1] : rest[0]);
      keep(() => {});
      return response;
    },
    _implicitHeader() {
      if (stage !== "held") sending.implicitHeader?.();
    },
    write(...args: Parameters<typeof sending.write>) {
      if (stage === "released") return sending.write(...args);
      refusePart(args[0]);
      keep(() => sending.write(...args));
      return false;
    },
    end(...args: Parameters<typeof sending.end>) {
      if (stage === "released") {
        isEnded = true;
        return sending.end(...args);
      }
      const [part] = args as readonly unknown[];
      if (part && typeof part !== "function" && !isEnded) refusePart(part);
      keep(() => sending.end(...args));
      isEnded = true;
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

/** `writeHead` takes headers as an object, as pairs, or as names and values in turn. Node says what it does not take. */
function setAll(response: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    const inTurn = Array.isArray(headers[0]) ? headers.flat() : headers;
    for (let i = 0; i < inTurn.length; i += 2) response.removeHeader(inTurn[i]);
    for (let i = 0; i < inTurn.length; i += 2) response.appendHeader(inTurn[i], inTurn[i + 1]);
  } else if (headers !== null && typeof headers === "object") {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  }
}
