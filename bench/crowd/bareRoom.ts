import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

// A room that gives tickets and ticks and nothing else, in a process of its own: what the crowd takes is measured beside it.

let issued = 0;
const line = () => ({
  room: "demo",
  serving: 1,
  issued,
  waiting: issued,
  active: 0,
  paceSeconds: 0.3,
  paceSecondsP90: 0.9,
  state: "open",
  nextTickSeconds: 1,
  at: new Date().toISOString(),
});
const settings = { slots: 2, slotSeconds: 60, tickSeconds: 1 };
const shown = { title: "Demo", graceSeconds: 15, holdSeconds: 120 };

const server = createServer((_, response) => {
  const snapshot = { type: "tick", ...line(), ...settings, ...shown };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(snapshot));
});
const sockets = new WebSocketServer({ server, path: "/ws", perMessageDeflate: false });
sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    if (!data.toString().includes('"join"')) return;
    issued += 1;
    socket.send(
      JSON.stringify({ type: "ticket", ...line(), ...settings, number: issued, resume: `r${issued}` }),
    );
  });
});
setInterval(() => {
  const tick = JSON.stringify({ type: "tick", ...line() });
  for (const socket of sockets.clients) socket.send(tick);
}, 1000);
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("disconnect", () => process.exit());
