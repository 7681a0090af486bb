import { setTimeout as afterMs } from "node:timers/promises";

/** Asks again and again until there is an answer; fails in the end, saying what it waited for. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  msMax = 8000,
): Promise<NonNullable<T>> {
  const endMs = Date.now() + msMax;
  while (Date.now() < endMs) {
    const answer = await ask();
    if (answer) return answer;
    await afterMs(10);
  }
  throw new Error(`Waited ${msMax} ms in vain: ${what}`);
}

/** The same where time is virtual: there the time goes on between two questions. */
export type Until = typeof until;
