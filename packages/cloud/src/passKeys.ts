import type { PassKeys } from "@fairline/functions/adapters/passes.ts";
import { newPassKey } from "@fairline/functions/passKey.ts";

/**
 * The steps of a rotation. The first key signs, all verify, and functions change one after the other: so a key is known
 * to all of them, in one deploy, before any of them signs with it, in the next.
 */
export const steps = {
  /** The first key of a stage. */
  new: async () => ({ keys: [await newPassKey()] }),
  /** A second key, which only verifies so far. */
  add: async ({ keys }: PassKeys) => ({ keys: [...keys, await newPassKey()] }),
  /** The newest key signs from now on. */
  promote: async ({ keys }: PassKeys) => ({ keys: [...keys.slice(-1), ...keys.slice(0, -1)] }),
  /** Only the key that signs is left: what others have signed is worth nothing any more. */
  drop: async ({ keys }: PassKeys) => ({ keys: keys.slice(0, 1) }),
} satisfies Record<string, (keys: PassKeys) => Promise<PassKeys>>;

export type Step = keyof typeof steps;

export function isStep(word: string | undefined): word is Step {
  return word !== undefined && Object.hasOwn(steps, word);
}
