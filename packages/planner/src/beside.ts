import type { Event } from "./event.ts";
import { logBytesOf } from "./logs.ts";
import { pricesBeside } from "./prices.ts";

/** What is billed beside the room. Estimates, by sizes and not by a run: of an order of magnitude, no more. */
export interface Beside {
  readonly what: string;
  readonly dollars: number;
}

/** What one visitor asks of CloudFront, compressed: HTML, one script, one style sheet, the logo; and a snapshot. */
export const pageUse = { requests: 5, bytes: 116_000 };

export function beside(event: Event): Beside[] {
  return besideOf(event.visitors, logBytesOf(event));
}

export function besideOf(visitors: number, logBytes: number): Beside[] {
  const requests = visitors * pageUse.requests;
  const { cdnRequests, cdnGigabytes, wafRequests, logGigabytes } = pricesBeside;
  return [
    {
      what: "CloudFront, the page once a visitor",
      dollars:
        (requests * cdnRequests.dollars) / cdnRequests.per +
        (visitors * pageUse.bytes * cdnGigabytes.dollars) / 1e9,
    },
    { what: "WAF, its requests alone", dollars: (requests * wafRequests.dollars) / wafRequests.per },
    { what: "CloudWatch Logs", dollars: (logBytes * logGigabytes.dollars) / 1e9 },
  ];
}

export function sumOf(all: readonly Beside[]): number {
  return all.reduce((sum, { dollars }) => sum + dollars, 0);
}
