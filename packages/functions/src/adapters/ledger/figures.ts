// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type Ledger, type Line, limits, noStats, type Stats } from "@fairline/core";
import * as z from "zod";
import { padded, scope, type Table, ttlAfter } from "./table.ts";

const StoredStats = z.object(
  Object.fromEntries(Object.keys(noStats).map((name) => [name, z.number().default(0)])) as Record<
    keyof Stats,
    z.ZodDefault<z.ZodNumber>
  >,
);
const StoredPace = z.object({
  samples: z.array(
    z.object({
      atMs: z.number(),
      serving: z.int(),
      ended: z.int(),
      underWay: z.number(),
      slotSeconds: z.number(),
      ageSeconds: z.number(),
    }),
  ),
  learned: z.object({ visitSeconds: z.number(), visits: z.number() }).optional(),
});
const StoredTick = z.object({
  claimedAtMs: z.number().optional(),
  // What an older version of this has measured in another way is forgotten.
  pace: StoredPace.catch({ samples: [] }),
  emptyLanes: z.array(z.int()).default([]),
});
const StoredSample = z.object({ atMs: z.number(), waiting: z.int(), active: z.int(), serving: z.int() });

const statsKey = (line: Line) => ({ pk: `STATS#${scope(line)}`, sk: "STATS" });
const tickKey = (line: Line) => ({ pk: `TICK#${scope(line)}`, sk: "TICK" });
const samplesKey = (line: Line) => `SAMPLES#${scope(line)}`;

type FiguresLedger = Pick<
  Ledger,
  "addStats" | "readStats" | "claimTick" | "readTick" | "writeTick" | "addSample" | "listSamples"
>;

export function figuresLedger(table: Table): FiguresLedger {
  return {
    async addStats(line, delta) {
      const entries = Object.entries(delta);
      await table.update(statsKey(line), {
        expression: `ADD ${entries.map((_, i) => `#${i} :${i}`).join(", ")}`,
        names: Object.fromEntries(entries.map(([name], i) => [`#${i}`, name])),
        values: Object.fromEntries(entries.map(([, value], i) => [`:${i}`, value])),
      });
    },
    async readStats(line) {
      return StoredStats.parse((await table.get(statsKey(line))) ?? {});
    },
    async claimTick(line, dueSeconds, nowMs) {
      const claimed = await table.update(tickKey(line), {
        expression: "SET due = :due, claimedAtMs = :now",
        // One that is due later than any plan reaches was claimed by a clock that ran ahead.
        condition: "due < :due OR due > :far",
        values: { ":due": dueSeconds, ":now": nowMs, ":far": dueSeconds + 2 * limits.tickHorizonSeconds },
      });
      return claimed !== undefined;
    },
    async readTick(line) {
      const { pace, emptyLanes, claimedAtMs } = StoredTick.parse((await table.get(tickKey(line))) ?? {});
      return { pace, emptyLanes, lastTickAtMs: claimedAtMs };
    },
    async writeTick(line, { pace, emptyLanes }) {
      await table.update(tickKey(line), {
        expression: "SET pace = :pace, emptyLanes = :empty",
        values: { ":pace": pace, ":empty": emptyLanes },
      });
    },
    async addSample(line, sample) {
      const ttl = ttlAfter(sample.atMs, limits.sampleTtlSeconds);
      await table.put({ pk: samplesKey(line), sk: padded(sample.atMs, 15) }, { ...sample, ttl });
    },
    async listSamples(line) {
      const pages = table.pages(samplesKey(line), { newestFirst: true, countMax: limits.samplesMax });
      return (await Array.fromAsync(pages))
        .flat()
        .map((item) => StoredSample.parse(item))
        .reverse();
    },
  };
}
