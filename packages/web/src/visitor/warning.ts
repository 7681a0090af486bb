/** How much of a turn is left, as far as it is told in words. */
export type Warning = "none" | "soon" | "last";

export const lastSeconds = 10;
const soonShare = 1 / 4;

/** A quarter of a turn, in seconds. */
export function soonSeconds(slotSeconds: number): number {
  return Math.round(slotSeconds * soonShare);
}

/** Twice at most, at a quarter and near the end; a turn that is hardly longer than a warning has none. */
export function warningAt(secondsLeft: number, slotSeconds: number | undefined): Warning {
  if (slotSeconds === undefined || slotSeconds < 2 * lastSeconds) return "none";
  if (secondsLeft <= lastSeconds) return "last";
  return secondsLeft <= soonSeconds(slotSeconds) ? "soon" : "none";
}
