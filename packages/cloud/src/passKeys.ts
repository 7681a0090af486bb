import { newPassKey, type PassKeys } from "@fairline/functions/passKeys.ts";

/**
 * The steps of a rotation. The first key signs, all verify, and functions change one after the other: so a key is known
 * to all of them, in one deploy, before any of them signs with it, in the next. A step out of order is refused.
 */
export const steps = {
  /** The first key of a stage. */
  new: async (): Promise<PassKeys> => ({ keys: [await newPassKey()] }),
  /** A second key, which only verifies so far. */
  add: async ({ keys }: PassKeys): Promise<PassKeys> => {
    if (keys.length !== 1)
      throw new Error(`add takes a set with one key, not ${keys.length}: finish the rotation before`);
    return { keys: [...keys, await newPassKey()], rotation: "added" };
  },
  /** The added key signs from now on. */
  promote: async ({ keys, rotation }: PassKeys): Promise<PassKeys> => {
    if (rotation !== "added") throw new Error("promote takes what add has made: no key waits to sign");
    return { keys: keys.toReversed(), rotation: "promoted" };
  },
  /** Only the key that signs is left: what the other has signed is worth nothing any more. */
  drop: async ({ keys, rotation }: PassKeys): Promise<PassKeys> => {
    if (rotation !== "promoted")
      throw new Error("drop takes what promote has made: it would throw the wrong key away");
    return { keys: keys.slice(0, 1) };
  },
} satisfies Record<string, (keys: PassKeys) => Promise<PassKeys>>;

export type Step = keyof typeof steps;

export function isStep(word: string | undefined): word is Step {
  return word !== undefined && Object.hasOwn(steps, word);
}
