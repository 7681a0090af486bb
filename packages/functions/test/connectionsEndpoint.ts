// API Gateway's `@connections`, as small as it can be: whoever is not gone gets what is sent, and it is kept.
import type { IncomingMessage } from "node:http";
import { ServerMessage } from "@fairline/core";
import { listenInside } from "../../local/src/services/http-server.ts";

export interface ConnectionsEndpoint {
  readonly url: string;
  /** What a connection was sent, oldest first; a frame that the contract does not know fails the test. */
  frames(connection: string): ServerMessage[];
  /** The frames of one type. */
  framesOf<T extends ServerMessage["type"]>(
    connection: string,
    type: T,
  ): Extract<ServerMessage, { type: T }>[];
  /** From now on this connection is closed. */
  hangUp(connection: string): void;
  /** The next push to this connection fails inside the gateway, so many times. */
  fail(connection: string, times: number): void;
  close(): Promise<void>;
}

/** Ids that API Gateway could have given out. Others it refuses as no ids at all. */
const idPattern = /^[A-Za-z0-9_=-]{1,128}$/;

export async function startConnectionsEndpoint(): Promise<ConnectionsEndpoint> {
  const frames = new Map<string, ServerMessage[]>();
  const gone = new Set<string>();
  const failures = new Map<string, number>();

  async function post(request: IncomingMessage): Promise<{ status: number; error?: string }> {
    const path = decodeURIComponent(request.url ?? "");
    const id = /^\/stage\/@connections\/(.+)$/.exec(path)?.[1];
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString("utf8");
    if (request.method !== "POST" || id === undefined) return { status: 404, error: "NotFoundException" };
    if (!idPattern.test(id)) return { status: 400, error: "BadRequestException" };
    if (gone.has(id)) return { status: 410, error: "GoneException" };
    const left = failures.get(id) ?? 0;
    if (left > 0) {
      failures.set(id, left - 1);
      return { status: 500, error: "InternalServerError" };
    }
    const message = ServerMessage.parse(JSON.parse(body));
    frames.set(id, [...(frames.get(id) ?? []), message]);
    return { status: 200 };
  }

  const inside = await listenInside(async (request, response) => {
    const { status, error } = await post(request);
    response.writeHead(status, error === undefined ? {} : { "x-amzn-errortype": error });
    response.end(error === undefined ? "" : JSON.stringify({ message: error }));
  });
  const of = (connection: string) => frames.get(connection) ?? [];
  return {
    url: `${inside.url}/stage`,
    frames: (connection) => [...of(connection)],
    framesOf: <T extends ServerMessage["type"]>(connection: string, type: T) =>
      of(connection).filter((frame): frame is Extract<ServerMessage, { type: T }> => frame.type === type),
    hangUp: (connection) => void gone.add(connection),
    fail: (connection, times) => void failures.set(connection, times),
    close: () => inside.close(),
  };
}
