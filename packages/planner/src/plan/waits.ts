import type { Gathering } from "./gathering.ts";
import type { Played } from "./play.ts";

/** Seconds from joining to the turn; nothing where nobody was let in. */
export interface Waits {
  readonly visitors: number;
  readonly meanSeconds: number;
  readonly medianSeconds: number;
  readonly p90Seconds: number;
  readonly p95Seconds: number;
  readonly longestSeconds: number;
  /** That share of them waited no longer than so many seconds. */
  readonly shares: readonly { readonly share: number; readonly seconds: number }[];
}

/** Those who come in one stretch of time. */
export interface Comers {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly visitors: number;
  readonly gaveUp: number;
  /** The wait of whoever comes then and stays: of those who gave up, what it would have been. */
  readonly medianSeconds: number;
  readonly p90Seconds: number;
}

const sharesTold = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);
const stretches = 8;

/** Waits of those who were let in, as the report of `npm run crowd` has them. */
export function waitsOf(gathering: Gathering, played: Played, handoverSeconds: number): Waits | undefined {
  const { arrives } = gathering;
  const seconds = new Float64Array(arrives.length);
  let visitors = 0;
  let sum = 0;
  for (let number = 0; number < arrives.length; number++) {
    if (played.gaveUp[number] === 1) continue;
    const wait = offered(gathering, played, number) + handoverSeconds;
    seconds[visitors++] = wait;
    sum += wait;
  }
  if (visitors === 0) return undefined;
  const sorted = seconds.subarray(0, visitors).sort();
  const below = (share: number) => quantile(sorted, share);
  return {
    visitors,
    meanSeconds: sum / visitors,
    medianSeconds: below(0.5),
    p90Seconds: below(0.9),
    p95Seconds: below(0.95),
    longestSeconds: below(1),
    shares: sharesTold.map((share) => ({ share, seconds: below(share) })),
  };
}

/** The crowd by the time at which it comes, in stretches that are equally long. */
export function waitsByArrival(gathering: Gathering, played: Played, handoverSeconds: number): Comers[] {
  const { arrives } = gathering;
  const endSeconds = arrives.at(-1) ?? 0;
  let next = 0;
  return Array.from({ length: stretches }, (_, stretch) => {
    const [fromSeconds, toSeconds] = [0, 1].map((ahead) => ((stretch + ahead) * endSeconds) / stretches) as [
      number,
      number,
    ];
    const isLast = stretch === stretches - 1;
    const first = next;
    let gaveUp = 0;
    while (next < arrives.length && (isLast || (arrives[next] as number) < toSeconds)) {
      gaveUp += played.gaveUp[next] as number;
      next += 1;
    }
    const seconds = new Float64Array(next - first)
      .map((_, index) => offered(gathering, played, first + index) + handoverSeconds)
      .sort();
    const [medianSeconds, p90Seconds] = [0.5, 0.9].map((share) => quantile(seconds, share)) as [
      number,
      number,
    ];
    return { fromSeconds, toSeconds, visitors: next - first, gaveUp, medianSeconds, p90Seconds };
  });
}

/** How long this visitor waits for a slot, or would have, without giving up. */
export function offered({ arrives }: Gathering, { reached }: Played, number: number): number {
  return (reached[number] as number) - (arrives[number] as number);
}

/** Nearest rank, as the crowd's report has it; 0 of nothing. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
