import type { Line } from "../src/line.ts";
import type { Passes } from "../src/ports.ts";

export interface PlainPasses extends Passes {
  /** Whose pass it is and when it ends, whether or not that is over; nothing if it is no pass. */
  readPass(text: string): { line: Line; number: number; expiresAtMs: number; device?: string } | undefined;
  readResume(text: string): { line: Line; key: string } | undefined;
}

/** Passes that a test can read; nothing about them is secret. As a signed one does, a pass ends on a second. */
export function plainPasses(): PlainPasses {
  return {
    async pass({ room, run }, { number, expiresAtMs, device }) {
      const bound = device === undefined ? "" : ` for ${device}`;
      return `pass ${room}.${run}.${number} ${Math.floor(expiresAtMs / 1000) * 1000}${bound}`;
    },
    resume: async ({ room, run }, key) => `resume ${room}.${run}.${key}`,
    readPass(text) {
      const [, room, run, number, endMs, device] =
        /^pass ([^.]+)\.(\d+)\.(\d+) (\d+)(?: for (.+))?$/.exec(text) ?? [];
      if (room === undefined) return undefined;
      return {
        line: { room, run: Number(run) },
        number: Number(number),
        expiresAtMs: Number(endMs),
        ...(device === undefined ? {} : { device }),
      };
    },
    readResume(text) {
      const [, room, run, key] = /^resume ([^.]+)\.(\d+)\.(.+)$/.exec(text) ?? [];
      return room === undefined || key === undefined ? undefined : { line: { room, run: Number(run) }, key };
    },
  };
}
