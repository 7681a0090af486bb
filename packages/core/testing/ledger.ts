import type { Ledger } from "../src/ports.ts";
import { codesLedger } from "./ledger/codes.ts";
import { connectionsLedger } from "./ledger/connections.ts";
import { figuresLedger } from "./ledger/figures.ts";
import { gateLedger } from "./ledger/gate.ts";
import { storedLines } from "./ledger/lines.ts";
import { logLedger } from "./ledger/log.ts";
import { numbersLedger } from "./ledger/numbers.ts";
import { placesLedger } from "./ledger/places.ts";
import { roomsLedger } from "./ledger/rooms.ts";
import { slotsLedger } from "./ledger/slots.ts";
import { ticketsLedger } from "./ledger/tickets.ts";

/** The Ledger port in memory. Every method does all its work before it yields: that is what makes it one atomic step. */
export function memoryLedger(): Ledger {
  const lines = storedLines();
  return {
    ...roomsLedger(lines),
    ...logLedger(),
    ...numbersLedger(lines),
    ...ticketsLedger(lines),
    ...gateLedger(lines),
    ...placesLedger(lines),
    ...codesLedger(lines),
    ...slotsLedger(lines),
    ...connectionsLedger(),
    ...figuresLedger(lines),
  };
}
