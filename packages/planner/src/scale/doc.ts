import { filled } from "../doc.ts";
import type { Event } from "../event.ts";
import { markdownTable } from "../table.ts";
import { ownRows, quotaRows, raiseRows, regionRows, stageRows, storyRows, sweepRows } from "./tables.ts";

/** The event of docs/scale.md: the largest of docs/cost.md, with full batches. */
export const million: Event = {
  visitors: 1_000_000,
  arriveSeconds: 600,
  slots: 5000,
  staySeconds: 60,
  handoverSeconds: 1,
  tickSeconds: 5,
  pushPerSecondMax: 5000,
  joinsPerBatch: 10,
  departuresPerBatch: 1,
};

/** The tables of docs/scale.md, by the name of their place in it. A test holds the document against them. */
export function docTables(): Record<string, string> {
  const tables = {
    story: storyRows(million),
    sweep: sweepRows(million),
    raises: raiseRows(million),
    stages: stageRows(million),
    quotas: quotaRows(),
    regions: regionRows(),
    own: ownRows(),
  };
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, markdownTable(rows)]));
}

/** The document with its tables as they are computed now. Throws where a table has no place. */
export function docText(text: string): string {
  return filled(text, docTables());
}
