import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import type { Beside } from "./beside.ts";
import { copies } from "./flow.ts";
import { logBytes, metricLinesOfTick, metrics } from "./logs.ts";
import { pricesBeside } from "./prices.ts";
import { steps } from "./steps.ts";
import { dollarsOf, plus, times, type Units } from "./units.ts";

const monthSeconds = 30 * 86_400;
/** AWS does not say how many pollers an idle mapping has; five, that ask every 20 s, is what is commonly seen. */
const emptyReceivesPerSecond = 5 / 20;

/** Each alarm looks at one metric, which is what AWS bills. */
export const alarmMetrics = { ofStage: 17, ofRoom: 2 } as const;

/** What a stage with one room costs in 30 days in which nobody comes. */
export function idleMonth(tickSeconds: number): readonly Beside[] {
  const { logGigabytes, customMetrics, alarms } = pricesBeside;
  const units = unitsOfMonth(tickSeconds);
  const ticks = monthSeconds / tickSeconds;
  const { lambdaRequests = 0 } = units;
  const bytes = lambdaRequests * logBytes.invocation + ticks * metricLinesOfTick * logBytes.metricLine;
  return [
    { what: "the room", dollars: dollarsOf(units) },
    { what: "logs", dollars: (bytes * logGigabytes.dollars) / 1e9 },
    { what: "custom metrics", dollars: (metrics.ofRoom + metrics.ofStage) * customMetrics.dollars },
    { what: "alarms", dollars: (alarmMetrics.ofStage + alarmMetrics.ofRoom) * alarms.dollars },
  ];
}

function unitsOfMonth(tickSeconds: number): Units {
  const ticks = monthSeconds / tickSeconds;
  const ofMapping = monthSeconds * emptyReceivesPerSecond;
  const ofQueues = wiring.mappings.map(
    ({ queue }): Units =>
      wiring.queues[queue].fifo ? { fifoRequests: ofMapping } : { standardRequests: ofMapping },
  );
  return plus(
    times(monthSeconds / wiring.schedule.everySeconds, steps.plan),
    times((ticks * copies) / 10, steps.tickBatch),
    times(ticks, steps.tick),
    times(monthSeconds / 60, steps.minuteSample),
    times(ticks * (copies - 1), steps.spareTick),
    times(ticks * 2, steps.slotPage),
    times(ticks * limits.shards, steps.connectionPage),
    ...ofQueues,
  );
}
