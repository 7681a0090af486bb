import { fork } from "node:child_process";
import { once } from "node:events";
import { observeCrowd } from "@fairline/crowd";
import { begin } from "./suite/head.ts";

/**
 * What one visitor of a crowd takes of the processor: to connect, join and get a ticket, and to hear a tick. The crowd runs on
 * the cores of the room that it measures, so this is what it leaves to it.
 *
 *     npm run bench:crowd -- 2000
 */
const visitors = begin({
  name: "bench:crowd",
  about:
    "What one visitor of a crowd takes of the processor: to connect, join and get a ticket, and to hear a tick.",
  number: { about: "visitors", byDefault: 2000, max: 20_000 },
});
/** The first ones pay for compiling: they are not counted. */
const warmUp = Math.floor(visitors / 4);
const ticksHeard = 5 * visitors;

const room = fork(new URL("./crowd/bareRoom.ts", import.meta.url));
const [url] = (await once(room, "message")) as [string];
const stop = new AbortController();
let [tickets, ticks, fromMs] = [0, 0, 0];

await observeCrowd(
  {
    url,
    room: "demo",
    seed: 1,
    visitors,
    overMs: visitors * 2,
    abandon: 0,
    finishEarly: 1,
    dwellMs: { min: 0, max: 0 },
  },
  {
    signal: stop.signal,
    onFrame: (_, text) => {
      if (text.startsWith('{"type":"ticket"')) hearTicket();
      else if (tickets === visitors) hearTick();
    },
  },
);
room.disconnect();

function hearTicket(): void {
  tickets += 1;
  if (tickets === warmUp) fromMs = processorMs();
  if (tickets < visitors) return;
  const ms = (processorMs() - fromMs) / (visitors - warmUp);
  console.log(
    `connect, join, ticket   ${ms.toFixed(3)} ms a visitor, with the ticks that were heard meanwhile`,
  );
}

function hearTick(): void {
  ticks += 1;
  // The first tick of all is on its way already.
  if (ticks === visitors) fromMs = processorMs();
  if (ticks < visitors + ticksHeard) return;
  const us = ((processorMs() - fromMs) / ticksHeard) * 1000;
  console.log(`hear a tick             ${us.toFixed(1)} µs a visitor`);
  stop.abort();
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
