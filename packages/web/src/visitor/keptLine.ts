import * as z from "zod/mini";
import type { Memory } from "../ports.ts";
import type { Line } from "./line.ts";
import { parsed } from "./parsed.ts";

const Kept = z.object({
  number: z.int(),
  deferredTo: z.optional(z.int()),
  lastChance: z.optional(z.literal(true)),
  serving: z.int(),
  issued: z.int(),
  paceSeconds: z.number(),
  paceSecondsP90: z.number(),
  tickSeconds: z.number(),
  nextTickSeconds: z.number(),
  sinceMs: z.number(),
  firstPlace: z.int(),
  heardAtMs: z.number(),
  saidAtMs: z.number(),
  ticketAtMs: z.number(),
  /** Later than this, the place itself may be lost. */
  goodUntilMs: z.number(),
});

/** The line as this browser saw it last: what a reload shows until the room has answered. */
export interface KeptLine {
  read(nowMs: number): Line | undefined;
  keep(line: Line, goodUntilMs: number): void;
  forget(): void;
}

export function keptLine(memory: Memory, room: string): KeptLine {
  const name = `fairline:${room}:line`;
  return {
    read(nowMs) {
      const kept = Kept.safeParse(parsed(memory.read(name)));
      if (!kept.success || kept.data.goodUntilMs <= nowMs || kept.data.heardAtMs > nowMs) return undefined;
      const { goodUntilMs: _, deferredTo, lastChance, ...line } = kept.data;
      return {
        ...line,
        ...(deferredTo === undefined ? {} : { deferredTo }),
        ...(lastChance === undefined ? {} : { lastChance }),
        ticksPast: 0,
      };
    },
    keep(line, goodUntilMs) {
      memory.write(name, JSON.stringify({ ...line, goodUntilMs }));
    },
    forget: () => memory.forget(name),
  };
}
