import type { Invariant } from "./types.ts";

/** SPEC I8: when the last visitor is gone, nothing is left behind; and nothing of a run is forgotten while it goes on. */
export const drained: Invariant = ({ history }) => {
  let run = 1;
  const breaks: string[] = [];
  for (const entry of history) {
    if (entry.kind === "room") run = entry.run;
    if (entry.kind === "lapses" && entry.run >= run)
      breaks.push(`I8 run ${entry.run} will be forgotten, and goes on`);
    if (entry.kind === "over") breaks.push(...entry.left.map((what) => `I8 left behind: ${what}`));
  }
  // Two resets that are cut off one after the other may leave a run's few records.
  if (history.some(({ kind }) => kind === "fault")) return breaks;
  const over = new Set(history.flatMap((entry) => (entry.kind === "lapses" ? [entry.run] : [])));
  const before = Array.from({ length: run - 1 }, (_, i) => i + 1).find((older) => !over.has(older));
  if (before !== undefined) breaks.push(`I8 left behind: run ${before}, for ever`);
  return breaks;
};
