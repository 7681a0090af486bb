import { type Heard, isStale } from "./fresh.ts";

interface FreshnessProps {
  readonly heard: Heard;
  readonly everyMs: number;
  readonly nowMs: number;
}

/** Whether what is shown is what is. The seconds stand beside what is read out, or each of them would be. */
export function Freshness({ heard, everyMs, nowMs }: FreshnessProps) {
  const stale = isStale(heard, everyMs, nowMs);
  const seconds = Math.max(0, Math.round((nowMs - heard.receivedAtMs) / 1000));
  return (
    <p className="fresh" data-stale={stale} data-testid="freshness">
      <span role="status">{stale ? "Stale" : "Live"}</span>
      {stale && `, ${seconds} s old`}
    </p>
  );
}
