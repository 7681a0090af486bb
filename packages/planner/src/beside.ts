import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { copies, unitsOf } from "./bill.ts";
import type { Event } from "./event.ts";
import { pricesBeside } from "./prices.ts";
import { steps } from "./steps.ts";
import { plus, times, type Units } from "./units.ts";

/** What is billed beside the room. Estimates, by sizes and not by a run: of an order of magnitude, no more. */
export interface Beside {
  readonly what: string;
  readonly dollars: number;
}

/** The page, compressed: HTML, one script, one style sheet, the logo; and a snapshot. */
const page = { requests: 5, bytes: 116_000 };
/** Lambda's own three lines an invocation, and one of ours where a visit begins and ends. */
const logBytes = { invocation: 350, visit: 2 * 450 };

export function beside(event: Event): Beside[] {
  const { visitors } = event;
  const requests = visitors * page.requests;
  const { lambdaRequests = 0 } = unitsOf(event);
  const logBytesAll = lambdaRequests * logBytes.invocation + visitors * logBytes.visit;
  const { cdnRequests, cdnGigabytes, wafRequests, logGigabytes } = pricesBeside;
  return [
    {
      what: "CloudFront, the page once a visitor",
      dollars:
        (requests * cdnRequests.dollars) / cdnRequests.per +
        (visitors * page.bytes * cdnGigabytes.dollars) / 1e9,
    },
    { what: "WAF, its requests alone", dollars: (requests * wafRequests.dollars) / wafRequests.per },
    { what: "CloudWatch Logs", dollars: (logBytesAll * logGigabytes.dollars) / 1e9 },
  ];
}

/** AWS does not say how many pollers an idle mapping has; five, that ask every 20 s, is what is commonly seen. */
const emptyReceivesPerSecond = 5 / 20;

/** A room in which nobody is, for 30 days. */
export function idleMonth(tickSeconds: number): Units {
  const seconds = 30 * 86_400;
  const ticks = seconds / tickSeconds;
  const ofMapping = seconds * emptyReceivesPerSecond;
  const ofQueues = wiring.mappings.map(
    ({ queue }): Units =>
      wiring.queues[queue].fifo ? { fifoRequests: ofMapping } : { standardRequests: ofMapping },
  );
  return plus(
    times(seconds / wiring.schedule.everySeconds, steps.plan),
    times((ticks * copies) / 10, steps.tickBatch),
    times(ticks, steps.tick),
    times(ticks * (copies - 1), steps.spareTick),
    times(ticks * 2, steps.slotPage),
    times(ticks * limits.shards, steps.connectionPage),
    ...ofQueues,
  );
}
