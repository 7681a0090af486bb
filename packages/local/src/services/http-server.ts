import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { local } from "../limits.ts";

export interface ListeningServer {
  readonly server: Server;
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 only, on a port that the system picks: nothing inside the machine may be reached from outside. */
export async function listenInside(listener: RequestListener): Promise<ListeningServer> {
  return listenOn(createServer({ keepAliveTimeout: 60_000 }, listener), 0, "127.0.0.1");
}

/** Rejects with the system's error (`EADDRINUSE`, `EACCES`, …) when the port cannot be had. */
export async function listenOn(server: Server, port: number, host: string): Promise<ListeningServer> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: local.backlog }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    server,
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
