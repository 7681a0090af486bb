// Runs in a process of its own: see machine.ts.
import { createServer } from "node:http";
import pino from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { listenOn } from "../../packages/local/src/services/http-server.ts";
import { Invocations } from "../bill/invocations.ts";
import { type Served, startFairline } from "../suite/fairline.ts";
import { startTalk } from "../talk/talk.ts";
import type { MachineOptions, Order, Said } from "./protocol.ts";

const options = JSON.parse(process.argv[2] ?? "") as MachineOptions;
const say = (said: Said) => process.send?.(said);
const sockets = new Set<WebSocket>();
const served = await start(options);

process.on("message", (order: Order) => {
  switch (order) {
    case "figures": {
      globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const { heapUsed, rss } = process.memoryUsage();
      say({ kind: "figures", cpuSeconds: (user + system) / 1e6, heapBytes: heapUsed, residentBytes: rss });
      return;
    }
    case "tell all": {
      const tick = Buffer.from(JSON.stringify({ type: "tick", at: new Date().toISOString() }));
      for (const socket of sockets) socket.send(tick, { binary: false });
      return;
    }
    case "stop":
      void served.stop().then(() => process.exit(0));
      return;
    default:
      order satisfies never;
  }
});
// Whoever started it has gone.
process.on("disconnect", () => process.exit(1));
say({ kind: "ready", url: served.url });

function start({ design, slots, slotSeconds, tickSeconds, ...how }: MachineOptions): Promise<Served> {
  const room = { room: "bench", slots, slotSeconds, tickSeconds };
  const log = pino({ level: "warn" }, pino.destination(2));
  switch (design) {
    case "Fairline":
      return startFairline(room, { log, ...how });
    case "Fairline by HTTP":
      return startFairline(room, { log, ...how, invocations: new Invocations() });
    case "talk":
      return startTalk(room, { log, invocations: new Invocations() });
    case "bare ws":
      return startBare();
    default:
      return design satisfies never;
  }
}

/** What broadcasts at least cost: a loop over sockets, and nothing else. */
async function startBare(): Promise<Served> {
  const server = createServer();
  const accepting = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
  accepting.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // As a join is answered by a ticket.
    socket.on("message", () => socket.send(JSON.stringify({ type: "ticket", number: sockets.size })));
  });
  const { url, close } = await listenOn(server, 0, "127.0.0.1");
  return { url, stop: close };
}
