import { randomUUID } from "node:crypto";
import { setTimeout as afterMs } from "node:timers/promises";
import WebSocket from "ws";
import * as z from "zod";

/**
 * A line in a steady state, in a process of its own. First as many join, evenly within `withinSeconds`, as there are slots,
 * so that their visits end evenly, too; from then on as many wait as the parent says: for each that is called, one joins.
 */
const [url, room, slots, withinSeconds] = z
  .tuple([z.url(), z.string(), z.coerce.number(), z.coerce.number()])
  .parse(process.argv.slice(2));
/** So many joins are under way at once. */
const joiningMax = 50;

const count = { joining: 0, waiting: 0, visiting: 0 };
let wanted = 0;
let isTold = true;

process.on("message", (message) => {
  wanted = z.object({ waiting: z.int() }).parse(message).waiting;
  isTold = false;
  refill();
});

for (let place = 0; place < slots; place += 1) {
  join();
  await afterMs((1000 * withinSeconds) / slots);
}
process.send?.("filled");

function refill(): void {
  while (count.waiting + count.joining < wanted && count.joining < joiningMax) join();
  if (isTold || count.waiting < wanted) return;
  isTold = true;
  process.send?.("reached");
}

function join(): void {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, { perMessageDeflate: false });
  let at: keyof typeof count | "gone" = "joining";
  const become = (next: typeof at) => {
    if (at !== "gone") count[at] -= 1;
    at = next;
    if (next !== "gone") count[next] += 1;
    if (wanted > 0) refill();
  };
  count.joining += 1;
  socket.on("open", () => socket.send(JSON.stringify({ action: "join", room, key: randomUUID() })));
  socket.on("message", (data) => {
    const text = data.toString();
    if (text.startsWith('{"type":"ticket"') && at === "joining") become("waiting");
    if (text.startsWith('{"type":"turn"')) become("visiting");
    if (text.startsWith('{"type":"end"')) socket.close();
  });
  socket.on("close", () => become("gone"));
  socket.on("error", (error) => {
    throw error;
  });
}
