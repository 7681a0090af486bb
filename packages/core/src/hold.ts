import { limits } from "./limits.ts";
import type { Turns } from "./ports.ts";

/** Hides the turn that fills a slot until its visit must be over, and a little longer: the visit's own end deletes it. */
export async function holdTurn(turns: Turns, handle: string, visitSeconds: number): Promise<void> {
  const seconds = visitSeconds + limits.turnHoldAllowanceSeconds;
  await turns.hold(handle, Math.min(seconds, limits.visibilitySecondsMax));
}
