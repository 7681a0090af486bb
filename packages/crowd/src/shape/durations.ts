const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds in `500ms`, `3s`, `1.5s`, `2m`, `1h` or a plain `0`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/** `0.5s..2s`; one duration alone is a range of its own. Undefined if it is none, or runs backwards. */
export function parseDurationRange(text: string): { min: number; max: number } | undefined {
  const parts = text.split("..");
  if (parts.length > 2) return undefined;
  const min = parseDuration(parts[0] ?? "");
  const max = parseDuration(parts.at(-1) ?? "");
  if (min === undefined || max === undefined || min > max) return undefined;
  return { min, max };
}

export function showDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  for (const [unit, size] of [
    ["h", unitMs.h],
    ["m", unitMs.m],
  ] as const) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.round(ms / 100) / 10}s`;
}
