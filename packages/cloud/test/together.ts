import type { Mistake } from "./mistakes.ts";

/** A graph takes a second to make: so many mistakes are made at once. */
const atOnceMax = 3;

/** Mistakes that can be made together and still be told apart: each breaks a rule that no other of them is to break. */
export function together(
  mistakes: readonly Mistake[],
): readonly { whats: string; mistakes: readonly Mistake[] }[] {
  const groups: Mistake[][] = [];
  for (const mistake of mistakes) {
    const files = new Set(mistake.edits.map(({ file }) => file));
    const fits = groups.find(
      (group) =>
        group.length < atOnceMax &&
        group.every(
          ({ breaks, edits }) => breaks !== mistake.breaks && !edits.some(({ file }) => files.has(file)),
        ),
    );
    if (fits === undefined) groups.push([mistake]);
    else fits.push(mistake);
  }
  return groups.map((group) => ({ whats: group.map(({ what }) => what).join("; "), mistakes: group }));
}
