import { KeptNumber, KeptTime, parsed } from "@fairline/client/kept";
import type { Memory } from "@fairline/client/ports";
import * as z from "zod/mini";

/** Whoever comes back sooner than this was sent back: the page then waits for the visitor. */
const againMsMin = 15_000;

/** With a code the gate lets the visitor in; plainly, it sends the page back once, with a challenge for a code. */
export type Way = "code" | "plain";

const Kept = z.object({
  number: KeptNumber,
  code: z.optional(KeptTime),
  plain: z.optional(KeptTime),
});

/** When the tabs of this browser last left for the site: a page that goes by itself must not go in circles. */
export interface Departures {
  keep(number: number, way: Way, nowMs: number): void;
  /** Whether the place of that number has not left on that way a moment ago. */
  mayGoByItself(number: number, way: Way, nowMs: number): boolean;
}

export function keptDepartures(memory: Memory, room: string): Departures {
  const name = `fairline:${room}:departures`;
  const read = (number: number) => {
    const kept = Kept.safeParse(parsed(memory.read(name)));
    return kept.success && kept.data.number === number ? kept.data : { number };
  };
  return {
    keep(number, way, nowMs) {
      memory.write(name, JSON.stringify({ ...read(number), [way]: nowMs }));
    },
    mayGoByItself(number, way, nowMs) {
      const atMs = read(number)[way];
      return atMs === undefined || Math.abs(nowMs - atMs) >= againMsMin;
    },
  };
}
