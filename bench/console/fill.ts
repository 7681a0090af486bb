import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Line } from "@fairline/core";
import { numbersLedger } from "../../packages/functions/src/adapters/ledger/numbers.ts";
import { dynamoTable, type Table } from "../../packages/functions/src/adapters/ledger/table.ts";
import { ticketsLedger } from "../../packages/functions/src/adapters/ledger/tickets.ts";
import { collecting } from "./collecting.ts";

/** Long enough for any run: whoever waits in it is there to the end. */
const presentForMs = 6 * 3_600_000;
/** Tickets whose records are written together. */
const chunk = 2500;

/**
 * Puts so many waiting visitors into a line as a registration does: the counter, and a key and a ticket each, by the ledger's
 * own adapters. They poll, so nothing is pushed to them. The room must be paused until then: a turn would find numbers
 * without tickets, and give them up. The environment must lead to the table.
 */
export async function fill(line: Line, count: number): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  const table = dynamoTable(client, process.env.TABLE_NAME ?? "");
  const last = await numbersLedger(table, Date.now).issue(line, count);
  const first = last - count + 1;
  for (let from = first; from <= last; from += chunk)
    await write(table, line, from, Math.min(from + chunk - 1, last));
  client.destroy();
}

async function write(table: Table, line: Line, from: number, to: number): Promise<void> {
  const nowMs = Date.now();
  const batch = collecting(table);
  const numbers = numbersLedger(batch.table, () => nowMs);
  const tickets = ticketsLedger(batch.table);
  for (let number = from; number <= to; number++) {
    const key = randomUUID();
    await numbers.bindKey(line, key, number);
    await tickets.createTicket(line, {
      number,
      key,
      status: "waiting",
      connections: [],
      polledUntilMs: nowMs + presentForMs,
      seenAtMs: nowMs,
      joinedAtMs: nowMs,
    });
  }
  await batch.write();
}
