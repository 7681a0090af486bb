import { limits } from "../limits.ts";
import { type Chance, seeded, streamSeed } from "./chance.ts";
import { exponential } from "./distribution.ts";

/** The connection is away: so long after the visitor joined, or came back from the time before, and for so long. */
export interface Away {
  readonly afterMs: number;
  readonly forMs: number;
}

/** What makes a visitor's connection come and go. Each list begins anew when it has come to its end. */
export interface Unrest {
  /** The network drops. */
  readonly outages?: readonly Away[];
  /** The page is loaded again, while its visitor waits. */
  readonly reloads?: readonly Away[];
}

export interface UnrestShape {
  readonly seed: number;
  readonly visitors: number;
  /** The share whose network drops now and then, 0 to 1; nobody, if this is not given. */
  readonly flaky?: number;
  /** The share that reloads the page while waiting, 0 to 1; nobody, if this is not given. */
  readonly refresh?: number;
}

/** Streams of chance of their own: with or without unrest, the crowd does the same otherwise. */
const streams = { flaky: 0x1000_0000, refresh: 0x2000_0000, outages: 0x3000_0000, reloads: 0x4000_0000 };

/** For each visitor, what the network and the reload button do. The shares are exact but for rounding. */
export function drawUnrest({
  seed,
  visitors,
  flaky = 0,
  refresh = 0,
}: UnrestShape): (visitor: number) => Unrest {
  const isFlaky = chosen(visitors, flaky, seeded(streamSeed(seed, streams.flaky)));
  const refreshes = chosen(visitors, refresh, seeded(streamSeed(seed, streams.refresh)));
  return (visitor) => unrestOf(seed, visitor, isFlaky.has(visitor), refreshes.has(visitor));
}

/** That of one visitor. */
export function unrestOf(seed: number, visitor: number, isFlaky: boolean, refreshes: boolean): Unrest {
  const own = (stream: number) => seeded(streamSeed(seed, stream + visitor));
  return {
    ...(isFlaky && { outages: drawAways(own(streams.outages), limits.outage) }),
    ...(refreshes && { reloads: drawAways(own(streams.reloads), limits.reload) }),
  };
}

function drawAways(
  chance: Chance,
  { everyMs, msMin, msMax }: typeof limits.outage | typeof limits.reload,
): Away[] {
  return Array.from({ length: limits.awaysDrawn }, () => ({
    afterMs: limits.abandonMsMin + everyMs * exponential(chance),
    forMs: chance.between(msMin, msMax),
  }));
}

function chosen(visitors: number, share: number, chance: Chance): Set<number> {
  if (share === 0) return new Set();
  const all = Array.from({ length: visitors }, (_, visitor) => visitor);
  return new Set(chance.shuffled(all).slice(0, Math.round(visitors * share)));
}
