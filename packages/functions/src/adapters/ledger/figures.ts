// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import {
  type Course,
  type Ledger,
  type Line,
  limits,
  noStats,
  nothingTold,
  type SampleEach,
  SampleView,
  type Stats,
} from "@fairline/core";
import * as z from "zod";
import { type Item, padded, scope, type Table, ttlAfter } from "./table.ts";

const { waits: _, ...noCounts } = noStats;
const StoredCounts = z.object(
  Object.fromEntries(Object.keys(noCounts).map((name) => [name, z.number().default(0)])) as Record<
    keyof typeof noCounts,
    z.ZodDefault<z.ZodNumber>
  >,
);
/** A bucket of waits is an attribute of its own: only that of an item's root can be added to before it is there. */
const bucketName = (bucket: number | string) => `w${bucket}`;
const bucketPattern = /^w(\d+)$/;

function asStats(item: Item): Stats {
  const waits = Object.entries(item).flatMap(([name, count]) => {
    const bucket = bucketPattern.exec(name)?.[1];
    return bucket === undefined ? [] : [[Number(bucket), z.number().parse(count)]];
  });
  return { ...StoredCounts.parse(item), waits: Object.fromEntries(waits) };
}

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
/** By their order alone: with every tick this is written, and names would be most of it. */
const StoredMark = z.tuple([z.int(), z.int(), z.int(), z.int(), z.number()]);
const StoredCourse = z.object({ version: z.int(), marks: z.array(StoredMark) });
const StoredTick = z.object({
  claimedAtMs: z.number().optional(),
  // Runs that began before they were counted have used nothing until then.
  ticks: z.int().default(0),
  pushes: z.int().default(0),
  connectionSeconds: z.number().default(0),
  // What an older version of this has measured in another way is forgotten.
  pace: StoredPace.catch({ samples: [] }),
  course: StoredCourse.default({ version: nothingTold.version, marks: [] }),
  emptyLanes: z.array(z.int()).default([]),
});

function asCourse({ version, marks }: z.infer<typeof StoredCourse>): Course {
  return {
    version,
    marks: marks.map(([index, serving, issued, waiting, placesPerSecond]) => {
      return { index, serving, issued, waiting, placesPerSecond };
    }),
  };
}

function asStored({ version, marks }: Course): z.infer<typeof StoredCourse> {
  return {
    version,
    marks: marks.map(({ index, serving, issued, waiting, placesPerSecond }) => {
      return [index, serving, issued, waiting, placesPerSecond];
    }),
  };
}
const { at: _at, ...figures } = SampleView.shape;
const StoredSample = z.object({ atMs: z.number(), ...figures });

const statsKey = (line: Line) => ({ pk: `STATS#${scope(line)}`, sk: "STATS" });
const tickKey = (line: Line) => ({ pk: `TICK#${scope(line)}`, sk: "TICK" });
const samplesKey = (line: Line, each: SampleEach) =>
  `${each === "tick" ? "SAMPLES" : "MINUTES"}#${scope(line)}`;
const sampleSortKey = (atMs: number) => padded(atMs, 15);

type FiguresLedger = Pick<
  Ledger,
  "addStats" | "readStats" | "claimTick" | "readTick" | "writeTick" | "addUsage" | "addSample" | "listSamples"
>;

export function figuresLedger(table: Table): FiguresLedger {
  return {
    async addStats(line, { waits = {}, ...counts }) {
      const buckets = Object.entries(waits).map(([bucket, count]) => [bucketName(bucket), count] as const);
      const entries = [...Object.entries(counts), ...buckets];
      await table.update(statsKey(line), {
        expression: `ADD ${entries.map((_, i) => `#${i} :${i}`).join(", ")}`,
        names: Object.fromEntries(entries.map(([name], i) => [`#${i}`, name])),
        values: Object.fromEntries(entries.map(([, value], i) => [`:${i}`, value])),
      });
    },
    async readStats(line) {
      return asStats((await table.get(statsKey(line))) ?? {});
    },
    async claimTick(line, dueSeconds, nowMs) {
      const claimed = await table.update(tickKey(line), {
        expression: "SET due = :due, claimedAtMs = :now ADD ticks :one",
        // One that is due later than any plan reaches was claimed by a clock that ran ahead.
        condition: "due < :due OR due > :far",
        values: {
          ":due": dueSeconds,
          ":now": nowMs,
          ":far": dueSeconds + 2 * limits.tickHorizonSeconds,
          ":one": 1,
        },
      });
      return claimed !== undefined;
    },
    async readTick(line) {
      const { pace, course, emptyLanes, claimedAtMs, ...usage } = StoredTick.parse(
        (await table.get(tickKey(line))) ?? {},
      );
      return { pace, course: asCourse(course), emptyLanes, lastTickAtMs: claimedAtMs, usage };
    },
    async writeTick(line, { pace, course, emptyLanes }) {
      await table.update(tickKey(line), {
        expression: "SET pace = :pace, course = :course, emptyLanes = :empty",
        values: { ":pace": pace, ":course": asStored(course), ":empty": emptyLanes },
      });
    },
    async addUsage(line, { pushes, connectionSeconds }) {
      await table.update(tickKey(line), {
        expression: "ADD pushes :pushes, connectionSeconds :seconds",
        values: { ":pushes": pushes, ":seconds": connectionSeconds },
      });
    },
    async addSample(line, sample, each) {
      const ttl = ttlAfter(sample.atMs, limits.sampleTtlSeconds);
      await table.put({ pk: samplesKey(line, each), sk: sampleSortKey(sample.atMs) }, { ...sample, ttl });
    },
    async listSamples(line, each, { countMax, afterMs }) {
      const after = afterMs === undefined ? undefined : sampleSortKey(Math.max(0, afterMs));
      const pages = table.pages(samplesKey(line, each), { newestFirst: true, countMax, after });
      const items = (await Array.fromAsync(pages)).flat();
      // Those of before there was more in them say too little for a chart, and are gone within a day.
      return items.flatMap((item) => StoredSample.safeParse(item).data ?? []).reverse();
    },
  };
}
