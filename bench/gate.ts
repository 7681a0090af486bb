import { startFakeFairline } from "../packages/gate/test/support/fairline.ts";
import { textTable } from "../packages/planner/src/table.ts";
import { measureAfterEnd } from "./gate/afterEnd.ts";
import { measureInside } from "./gate/inside.ts";
import { measureThrough } from "./gate/through.ts";
import { begin } from "./suite/head.ts";

begin({
  name: "bench:gate",
  about:
    "What the gate costs a request, and for how long a visit that was ended is still let in. Exit code 0: the aim is met; 1: not so.",
});

/** `npm run bench:gate`: what the gate costs a request, and for how long a visit that was ended is still let in. */

/** The aim for a request with a cached key; microseconds. */
const aimMicroseconds = 60;
const rounds = 15;
const roundMs = 1000;

const fairline = await startFakeFairline({ nowMs: Date.now, pass() {} });
const inside = await measureInside(fairline);
const { bare, gated, calls } = await measureThrough(fairline, rounds, roundMs);
await fairline.stop();
const afterEnd = [];
for (const leaseSeconds of [5, 30])
  afterEnd.push({ leaseSeconds, ...(await measureAfterEnd(leaseSeconds, 50)) });

process.stdout.write(`The gate alone, in one process, medians of 15 rounds; µs of a processor:

${textTable([
  ["a pass that is remembered: the whole request", micro(inside.remembered)],
  ["   of that, the decision", micro(inside.decision)],
  ["a pass that is seen for the first time: the decision", micro(inside.first)],
  ["calls to Fairline meanwhile", String(inside.calls)],
])}

A site on Hono and Node over HTTP, 16 connections, ${rounds} rounds of ${roundMs / 1000} s each, taking turns; medians:

${textTable([
  ["", "requests/s", "processor, µs a request"],
  ["without the gate", String(Math.round(bare.perSecond)), micro(bare.cpu)],
  ["with the gate", String(Math.round(gated.perSecond)), micro(gated.cpu)],
  ["ratio, and difference", (gated.perSecond / bare.perSecond).toFixed(2), micro(gated.cpu - bare.cpu)],
  ["calls to Fairline meanwhile", String(calls), ""],
])}

A visit that was ended elsewhere was still let in for so long, by a clock that is moved; seconds:

${textTable([
  ["lease", "visits", "median", "max"],
  ...afterEnd.map(({ leaseSeconds, visits, median, max }) => [
    `${leaseSeconds} s`,
    String(visits),
    median.toFixed(1),
    max.toFixed(1),
  ]),
])}

The aim is ${aimMicroseconds} µs a request at most with a key that is cached, and no call to Fairline.
`);
const isMet =
  inside.remembered <= aimMicroseconds &&
  inside.calls + calls === 0 &&
  afterEnd.every(({ leaseSeconds, max }) => max <= leaseSeconds);
process.exitCode = isMet ? 0 : 1;

function micro(microseconds: number): string {
  return microseconds.toFixed(1);
}
