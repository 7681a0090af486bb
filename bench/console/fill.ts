import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type Line, limits, type SampleEach } from "@fairline/core";
import { figuresLedger } from "../../packages/functions/src/adapters/ledger/figures.ts";
import { numbersLedger } from "../../packages/functions/src/adapters/ledger/numbers.ts";
import { dynamoTable, type Table } from "../../packages/functions/src/adapters/ledger/table.ts";
import { ticketsLedger } from "../../packages/functions/src/adapters/ledger/tickets.ts";
import { collecting } from "./collecting.ts";

/** Long enough for any run: whoever waits in it is there to the end. */
const presentForMs = 6 * 3_600_000;
/** Tickets whose records are written together. */
const chunk = 2500;

/** The table of the server in this process: the environment leads to it. */
export function openTable(): { readonly table: Table; close(): void } {
  const client = new DynamoDBClient();
  const table = dynamoTable(DynamoDBDocumentClient.from(client), process.env.TABLE_NAME ?? "");
  return { table, close: () => client.destroy() };
}

/**
 * Puts so many waiting visitors into a line as a registration does: the counter, and a key and a ticket each, by the ledger's
 * own adapters. They poll, so nothing is pushed to them. The room must be paused until then: a turn would find numbers
 * without tickets, and give them up.
 */
export async function fillLine(table: Table, line: Line, count: number): Promise<void> {
  const last = await numbersLedger(table, Date.now).issue(line, count);
  for (let from = last - count + 1; from <= last; from += chunk)
    await writeTickets(table, line, from, Math.min(from + chunk - 1, last));
}

async function writeTickets(table: Table, line: Line, from: number, to: number): Promise<void> {
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

/** As many samples as a view has at most: of the latest ticks, and of a day's minutes. They tell of a line that grew evenly. */
export async function fillHistory(table: Table, line: Line, waiting: number, tickMs: number): Promise<void> {
  await writeSamples(table, line, "tick", { count: limits.samplesMax, everyMs: tickMs, waiting });
  await writeSamples(table, line, "minute", { count: 24 * 60, everyMs: 60_000, waiting });
}

async function writeSamples(
  table: Table,
  line: Line,
  each: SampleEach,
  { count, everyMs, waiting }: { count: number; everyMs: number; waiting: number },
): Promise<void> {
  const batch = collecting(table);
  const figures = figuresLedger(batch.table);
  const beganMs = Date.now() - (count + 1) * everyMs;
  for (let place = 1; place <= count; place++) {
    const issued = Math.round((waiting * place) / count);
    const sample = {
      waiting: issued,
      issued,
      active: 0,
      slots: 0,
      serving: 1,
      admitted: 0,
      ended: 0,
      pushes: 0,
    };
    await figures.addSample(
      line,
      { ...sample, atMs: beganMs + place * everyMs, lastWaitSeconds: issued },
      each,
    );
  }
  await batch.write();
}
