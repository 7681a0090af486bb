// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import type * as z from "zod";
import type { Item } from "./table.ts";

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Reads an item by its schema. An attribute that is absent stays absent, and does not become `undefined`. */
export function readStored<T extends object>(schema: z.ZodType<T>, item: Item): Present<T> {
  const parsed = schema.parse(item);
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined)) as Present<T>;
}
