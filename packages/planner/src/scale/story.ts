import type { Event } from "../event.ts";
import type { Allowance } from "./allowance.ts";
import { type Play, type Second, simulate } from "./simulate.ts";

/** What a run comes to. */
export interface Story {
  readonly seconds: readonly Second[];
  /** From coming to having a number, if numbers are given in the order in which people come. */
  readonly numberSeconds: { readonly p50: number; readonly p95: number; readonly max: number };
  /** The second by which everybody has a number; nothing: not within the run. */
  readonly allPlacedAt: number | undefined;
  readonly withoutSocketMax: number;
  readonly socketTriesMax: number;
  readonly lobbyMax: number;
  /** The most that was asked of API Gateway in a second. */
  readonly requestsMax: number;
  /** The largest share of requests that was refused in a second. */
  readonly refusedMax: number;
  readonly lastAdmittedAt: number;
}

export function tell(event: Event, allowed: Allowance, play: Play = {}): Story {
  const seconds = simulate(event, allowed, play);
  const most = (of: (one: Second) => number) => seconds.reduce((max, one) => Math.max(max, of(one)), 0);
  const waits = numberWaits(seconds, event.visitors);
  const [p50 = 0, p95 = 0, max = 0] = [0.5, 0.95, 1].map(
    (share) => waits[Math.ceil(share * waits.length) - 1],
  );
  return {
    seconds,
    numberSeconds: { p50, p95, max },
    allPlacedAt: seconds.find(({ placed }) => placed > event.visitors - 0.5)?.second,
    withoutSocketMax: most(({ withoutSocket }) => withoutSocket),
    socketTriesMax: most(({ socketTries }) => socketTries),
    lobbyMax: most(({ lobby }) => lobby),
    requestsMax: most(({ requests }) => Object.values(requests).reduce((all, count) => all + count, 0)),
    refusedMax: most(({ granted }) => 1 - granted),
    lastAdmittedAt: seconds.length - 1,
  };
}

/** How long each thousandth of the visitors waits for a number, the shortest wait first. */
function numberWaits(seconds: readonly Second[], visitors: number): number[] {
  const waits: number[] = [];
  let [came, then] = [0, 0];
  for (let permille = 1; permille <= 1000; permille++) {
    const wanted = (visitors * permille) / 1000 - 0.5;
    while (then < seconds.length - 1 && (seconds[then]?.placed ?? 0) < wanted) then += 1;
    while ((seconds[came]?.arrived ?? wanted) < wanted) came += 1;
    waits.push(then - came);
  }
  return waits.sort((a, b) => a - b);
}
