// Amazon DynamoDB: the Ledger port, on one table (docs: ARCHITECTURE, "Data").
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock, Ledger } from "@fairline/core";
import { codesLedger } from "./ledger/codes.ts";
import { connectionsLedger } from "./ledger/connections.ts";
import { figuresLedger } from "./ledger/figures.ts";
import { gateLedger } from "./ledger/gate.ts";
import { logLedger } from "./ledger/log.ts";
import { numbersLedger } from "./ledger/numbers.ts";
import { placesLedger } from "./ledger/places.ts";
import { roomsLedger } from "./ledger/rooms.ts";
import { slotsLedger } from "./ledger/slots.ts";
import { dynamoTable } from "./ledger/table.ts";
import { ticketsLedger } from "./ledger/tickets.ts";

export function dynamoLedger(client: DynamoDBDocumentClient, tableName: string, clock: Clock): Ledger {
  const table = dynamoTable(client, tableName);
  return {
    ...roomsLedger(table),
    ...logLedger(table),
    ...numbersLedger(table, () => clock.nowMs()),
    ...ticketsLedger(table),
    ...placesLedger(table),
    ...codesLedger(table),
    ...gateLedger(table),
    ...slotsLedger(table, () => clock.nowMs()),
    ...connectionsLedger(table),
    ...figuresLedger(table),
  };
}
