import type { Invariant } from "./types.ts";

/** SPEC R5: every change that was made stands in the log at the end, whatever crashed. */
export const log: Invariant = ({ history }) => {
  const known = new Set(history.flatMap((entry) => (entry.kind === "over" ? entry.log : [])));
  const made = history.flatMap((entry) => (entry.kind === "room" && entry.entry ? [entry.entry] : []));
  return [...new Set(made)]
    .filter((id) => !known.has(id))
    .map((id) => `R5 a change was made, and the log does not tell of it: ${id}`);
};
