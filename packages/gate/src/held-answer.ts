/** Node's answers: their headers are held back until they have been seen. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { headerChanges } from "./changes.ts";

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
    kept.push(send);
    if (stage !== "open") return;
    stage = "held";
    const letGo = heldOpen(response.socket);
    // An answer that Node does not take is that visitor's trouble, and nobody else's.
    release()
      .catch((error) => response.destroy(error))
      .finally(letGo);
  }

  function refuseWhileHeld(verb: string): void {
    if (stage !== "held") return;
    const message = `Cannot ${verb} headers after they are sent to the client`;
    throw Object.assign(new Error(message), { code: "ERR_HTTP_HEADERS_SENT" });
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
      keep(() => sending.write(...args));
      return false;
    },
    end(...args: Parameters<typeof sending.end>) {
      isEnded = true;
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

/**
 * Express destroys the connection when a handler fails after it has answered. Node would have sent that answer by then, so its
 * end waits until what was kept is sent. Call what this gives to let the connection go.
 */
function heldOpen(socket: Socket | null): () => void {
  if (socket === null) return () => {};
  const destroy = socket.destroy;
  let wanted: Parameters<typeof destroy> | undefined;
  socket.destroy = (...error) => {
    wanted ??= error;
    return socket;
  };
  return () => {
    socket.destroy = destroy;
    if (wanted !== undefined) socket.destroy(...wanted);
  };
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
