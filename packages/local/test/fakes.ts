import { setTimeout as afterMs } from "node:timers/promises";
import pino from "pino";

export const silentLog = pino({ level: "silent" });

/** A log whose messages a test can read. */
export function recordedLog(): { log: pino.Logger; lines: string[] } {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  return { log, lines };
}

/** Asks again and again until there is an answer; fails after 5 seconds, saying what it waited for. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  msMax = 5000,
): Promise<NonNullable<T>> {
  const endMs = Date.now() + msMax;
  while (Date.now() < endMs) {
    const answer = await ask();
    if (answer) return answer;
    await afterMs(10);
  }
  throw new Error(`Waited ${msMax} ms in vain: ${what}`);
}
