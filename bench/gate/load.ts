import { connect, type Socket } from "node:net";

/** What a load came to. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
}

const connections = 16;
const bodyEnd = "A page of the site.";

/**
 * As many requests as so many connections can make one after the other. It is a client of a few lines over plain sockets: one
 * that parsed answers would be busier than the site.
 */
export async function load(url: string, cookie: string, ms: number): Promise<Load> {
  const { hostname, port } = new URL(url);
  const request = `GET / HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept: text/html\r\ncookie: ${cookie}\r\n\r\n`;
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname));
  const startedMs = performance.now();
  const counts = await Promise.all(sockets.map((socket) => drive(socket, request, startedMs + ms)));
  const requests = counts.reduce((sum, count) => sum + count, 0);
  return { requests, perSecond: (1000 * requests) / (performance.now() - startedMs) };
}

/** With a length the answer ends with the page; without one, with a chunk of nothing. */
function isWhole(received: string): boolean {
  return received.endsWith(/^content-length:/im.test(received) ? bodyEnd : `${bodyEnd}\r\n0\r\n\r\n`);
}

function drive(socket: Socket, request: string, untilMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let received = "";
    socket.setNoDelay(true).setEncoding("latin1");
    socket.on("error", reject);
    socket.on("data", (chunk: string) => {
      received += chunk;
      if (!isWhole(received)) {
        if (received.length > 4096) reject(new Error(`Not the site's page: ${received.slice(0, 200)}`));
        return;
      }
      if (!received.startsWith("HTTP/1.1 200 ")) reject(new Error(received.slice(0, 200)));
      received = "";
      count += 1;
      if (performance.now() < untilMs) socket.write(request);
      else socket.end(() => resolve(count));
    });
    socket.write(request);
  });
}
