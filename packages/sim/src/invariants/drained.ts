import type { Invariant } from "./types.ts";

/** SPEC I8: when the last visitor is gone, nothing is left behind. */
export const drained: Invariant = ({ history }) =>
  history.flatMap((entry) =>
    entry.kind === "over" ? entry.left.map((what) => `I8 left behind: ${what}`) : [],
  );
