import type { Mistake } from "./mistakes.ts";

/** A graph takes most of a second to make: so many mistakes are made at once. */
const atOnceMax = 6;

/**
 * Mistakes that can be made together and still be told apart: each breaks a rule that no other of them is to break, and
 * none of them edits what another one does.
 */
export function together(
  mistakes: readonly Mistake[],
): readonly { whats: string; mistakes: readonly Mistake[] }[] {
  const groups: Mistake[][] = [];
  for (const mistake of mistakes) {
    const fits = groups.find(
      (group) =>
        group.length < atOnceMax &&
        group.every((other) => other.breaks !== mistake.breaks && !meet(other, mistake)),
    );
    if (fits === undefined) groups.push([mistake]);
    else fits.push(mistake);
  }
  return groups.map((group) => ({ whats: group.map(({ what }) => what).join("; "), mistakes: group }));
}

/** Whether one of them edits text that the other one replaces, too. */
function meet(one: Mistake, other: Mistake): boolean {
  return one.edits.some((edit) =>
    other.edits.some(
      ({ file, from }) => file === edit.file && (from.includes(edit.from) || edit.from.includes(from)),
    ),
  );
}
