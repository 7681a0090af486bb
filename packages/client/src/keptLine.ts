import * as z from "zod/mini";
import { KeptNumber, KeptSeconds, KeptTime, parsed } from "./kept.ts";
import type { Line } from "./line.ts";
import type { Memory } from "./ports.ts";

const Kept = z.object({
  number: KeptNumber,
  deferredTo: z.optional(KeptNumber),
  lastChance: z.optional(z.literal(true)),
  serving: KeptNumber,
  issued: KeptNumber,
  paceSeconds: KeptSeconds,
  paceSecondsP90: KeptSeconds,
  tickSeconds: KeptSeconds,
  nextTickSeconds: KeptSeconds,
  placesPerSecond: z.optional(KeptSeconds),
  sinceMs: KeptTime,
  firstPlace: KeptNumber,
  heardAtMs: KeptTime,
  saidAtMs: KeptTime,
  ticketAtMs: KeptTime,
  /** Later than this, the place itself may be lost. */
  goodUntilMs: KeptTime,
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
      const { goodUntilMs: _, deferredTo, lastChance, placesPerSecond, ...line } = kept.data;
      return {
        ...line,
        ...(deferredTo === undefined ? {} : { deferredTo }),
        ...(lastChance === undefined ? {} : { lastChance }),
        ...(placesPerSecond === undefined ? {} : { placesPerSecond }),
        ticksPast: 0,
      };
    },
    keep(line, goodUntilMs) {
      memory.write(name, JSON.stringify({ ...line, goodUntilMs }));
    },
    forget: () => memory.forget(name),
  };
}
