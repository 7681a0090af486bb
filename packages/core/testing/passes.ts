import type { Passes } from "../src/ports.ts";

/** Passes that a test can read; nothing about them is secret. */
export function plainPasses(): Passes {
  return {
    pass: async ({ room, run }, { number, expiresAtMs }) => `pass ${room}.${run}.${number} ${expiresAtMs}`,
    resume: async ({ room, run }, key) => `resume ${room}.${run}.${key}`,
  };
}
