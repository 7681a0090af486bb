import { limits, planTicks, type RoomRecord, type TickMark, TickMessage } from "@fairline/core";
import * as z from "zod";
import type { Queue } from "../adapters/queue.ts";

const OfLine = z.object({ room: z.string(), run: z.int() });

const MarkSent = z.object({
  index: z.int(),
  serving: z.int(),
  issued: z.int(),
  waiting: z.int(),
  placesPerSecond: z.number(),
}) satisfies z.ZodType<TickMark>;
const CourseSent = z.object({ version: z.int(), marks: z.array(MarkSent).readonly() });

/** What the Ticks queue carries. */
export const TickJob = z.discriminatedUnion("job", [
  OfLine.extend({ job: z.literal("tick"), dueSeconds: z.int(), tickSeconds: z.int() }),
  OfLine.extend({
    job: z.literal("broadcast"),
    shard: z.int(),
    message: TickMessage,
    index: z.int(),
    pushesMax: z.int(),
    course: CourseSent.optional(),
  }),
  OfLine.extend({ job: z.literal("farewell"), shard: z.int() }),
]);
export type TickJob = z.infer<typeof TickJob>;

/** Sends a room's next ticks; those that are there already collapse with them. */
export async function sendTicks(
  queue: Queue<TickJob>,
  room: string,
  record: RoomRecord,
  nowMs: number,
): Promise<void> {
  const { tickSeconds } = record.settings;
  await queue.send(
    planTicks(nowMs, tickSeconds).map(({ dueSeconds, delaySeconds }) => ({
      body: { job: "tick", room, run: record.run, dueSeconds, tickSeconds },
      delaySeconds,
    })),
  );
}

export const allShards: readonly number[] = Array.from({ length: limits.shards }, (_, shard) => shard);
