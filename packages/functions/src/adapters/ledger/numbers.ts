// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import type { Ledger, Line } from "@fairline/core";
import * as z from "zod";
import { type Item, type ItemKey, scope, type Table, ticketTtl } from "./table.ts";

const Issued = z.object({ issued: z.int() });
const StoredKey = z.object({ key: z.string(), number: z.int() });

const counterKey = (line: Line) => ({ pk: `COUNTER#${scope(line)}`, sk: "COUNTER" });
const keyKey = (line: Line, key: string) => ({ pk: `KEY#${scope(line)}#${key}`, sk: "KEY" });

export function numbersLedger(
  table: Table,
  now: () => number,
): Pick<Ledger, "issue" | "readIssued" | "findNumbers" | "bindKey"> {
  async function rebind(at: ItemKey, { number, key, ttl }: Item, replacing: number): Promise<boolean> {
    const bound = await table.update(at, {
      expression: "SET #number = :number, #key = :key, #ttl = :ttl",
      condition: "#number = :replacing",
      names: { "#number": "number", "#key": "key", "#ttl": "ttl" },
      values: { ":number": number, ":key": key, ":ttl": ttl, ":replacing": replacing },
    });
    return bound !== undefined;
  }
  return {
    async issue(line, count) {
      const after = await table.update(counterKey(line), {
        expression: "ADD issued :count",
        values: { ":count": count },
        returning: "UPDATED_NEW",
      });
      return Issued.parse(after).issued;
    },
    async readIssued(line) {
      const item = await table.get(counterKey(line));
      return item === undefined ? 0 : Issued.parse(item).issued;
    },
    async findNumbers(line, keys) {
      const items = await table.getMany(keys.map((key) => keyKey(line, key)));
      return new Map(items.map((item) => StoredKey.parse(item)).map(({ key, number }) => [key, number]));
    },
    async bindKey(line, key, number, replacing) {
      const at = keyKey(line, key);
      const item = { number, key, ttl: ticketTtl(now()) };
      const isBound =
        replacing === undefined ? await table.create(at, item) : await rebind(at, item, replacing);
      return isBound ? number : StoredKey.parse(await table.get(at)).number;
    },
  };
}
