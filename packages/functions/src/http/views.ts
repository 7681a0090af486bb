import type { LiveView, Sample, SampleView, Slot } from "@fairline/core";

/** A moment as answers write it. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function sampleView({ atMs, ...figures }: Sample): SampleView {
  return { at: iso(atMs), ...figures };
}

/** A slot as operators see it: neither handles nor tokens. */
export function slotView(slot: Slot, nowMs: number): LiveView["slots"][number] {
  const { lane, number, slotSeconds, expiresAtMs, awaySinceMs, confirmByMs, extendedSeconds = 0 } = slot;
  return {
    lane,
    number,
    since: iso(expiresAtMs - slotSeconds * 1000),
    expiresAt: iso(expiresAtMs),
    away: awaySinceMs !== undefined && awaySinceMs <= nowMs,
    called: confirmByMs !== undefined,
    extendedSeconds,
  };
}
