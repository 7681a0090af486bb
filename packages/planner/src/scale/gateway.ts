import type { Allowance } from "./allowance.ts";
import { createBucket } from "./bucket.ts";

/** What is asked of API Gateway in a second. All of it shares one quota. */
export interface Requests {
  /** Frames and HTTP requests that want a place. */
  readonly joins: number;
  /** Of those without a socket, who read their tickets. */
  readonly reads: number;
  readonly tickets: number;
  readonly ticks: number;
  /** Turns, ends, and the requests that complete a visit. */
  readonly visits: number;
}

export interface Gateway {
  /** The share that is let through, the same of each kind: whoever comes first is served first, and all come at once. */
  share(wanted: Requests): number;
}

export function createGateway({ apiRequests, apiBurst }: Allowance): Gateway {
  const bucket = createBucket(apiRequests, apiBurst);
  return {
    share(wanted) {
      const all = Object.values(wanted).reduce((sum, count) => sum + count, 0);
      return shareOf(bucket.take(all), all);
    },
  };
}

/** All of nothing is everything. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
