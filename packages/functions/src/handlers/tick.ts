import { MetricUnit } from "@aws-lambda-powertools/metrics";
import {
  type Broadcast,
  broadcast,
  farewell,
  type Line,
  limits,
  roomWithoutTicks,
  type Told,
  tick,
} from "@fairline/core";
import type { SQSEvent } from "aws-lambda";
import { logger, metrics, runtime } from "../runtime.ts";
import { allShards, sendTicks, TickJob } from "./tickJob.ts";

/** Ticks queue: heals, and tells everybody how the line moves. */
export async function handler(event: SQSEvent): Promise<void> {
  for (const record of event.Records) {
    const job = TickJob.parse(JSON.parse(record.body));
    try {
      await run(job);
    } catch (error) {
      const { room, run, job: kind } = job;
      logger.error("A job failed and comes again", {
        room,
        run,
        kind,
        correlation_id: record.messageId,
        error,
      });
      throw error;
    }
  }
}

async function run(job: TickJob): Promise<void> {
  const { ports, pushesPerSecondMax, pushCadence } = runtime();
  const line: Line = { room: job.room, run: job.run };
  switch (job.job) {
    case "tick": {
      const lagMs = Math.max(0, ports.clock.nowMs() - job.dueSeconds * 1000);
      const ticked = await tick(ports, line, job);
      if (ticked === undefined) return planAgain(line);
      const { message, idleSlots, troubles } = ticked;
      const course = pushCadence === "distance" ? ticked.course : undefined;
      for (const error of troubles)
        logger.error("A slot could not be mended; the next tick tries again", { ...line, error });
      measure(line, "TickLag", lagMs, MetricUnit.Milliseconds);
      measure(line, "IdleSlotsWhileWaiting", idleSlots);
      const pushesMax = pushesPerSecondMax * job.tickSeconds;
      return tellAll(line, { message, index: job.dueSeconds / job.tickSeconds, pushesMax, course });
    }
    case "broadcast":
      return measurePushes(line, await broadcast(ports, line, [job.shard], job));
    case "farewell":
      return farewell(ports, line, job.shard);
    default:
      return job satisfies never;
  }
}

/** SPEC T2: where the ticks of now do not come, a tick of before sees to it that they do. */
async function planAgain(line: Line): Promise<void> {
  const { ports, ticks } = runtime();
  const record = await roomWithoutTicks(ports, line);
  if (record !== undefined) await sendTicks(ticks, line.room, record, ports.clock.nowMs());
}

async function tellAll(line: Line, tick: Broadcast): Promise<void> {
  const { ports, ticks } = runtime();
  const { message } = tick;
  measure(line, "Waiting", message.waiting);
  measure(line, "Active", message.active);
  const listeners = message.waiting + message.active;
  if (listeners > limits.broadcastInlineMax) {
    return ticks.send(allShards.map((shard) => ({ body: { job: "broadcast", ...line, shard, ...tick } })));
  }
  measurePushes(line, await broadcast(ports, line, allShards, tick));
}

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/** One room a metric: invocations of several rooms share the process. */
function measure(line: Line, name: string, value: number, unit: Unit = MetricUnit.Count): void {
  const metric = metrics.singleMetric();
  metric.addDimension("room", line.room);
  metric.addMetric(name, unit, value);
}

/** Of the room, and once more of all rooms together: an alarm that adds metrics up takes ten of them at most. */
function measurePushes(line: Line, { pushes, troubles }: Told): void {
  for (const error of troubles)
    logger.error("A tick's pushes could not be counted; what the run has cost is told too low", {
      ...line,
      error,
    });
  measure(line, "Pushes", pushes);
  metrics.singleMetric().addMetric("Pushes", MetricUnit.Count, pushes);
}
