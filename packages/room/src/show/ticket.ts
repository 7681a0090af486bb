import { Outcome, type TicketView } from "@fairline/core";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { count, moment, timeZone } from "./words.ts";

/** One place in line. */
export function ticketText(ticket: TicketView, paint: Paint): string {
  const { number, status, present, position, joinedAt, calledIn, admittedAt, expiresAt } = ticket;
  // Who is there, and until when, is of no matter any more once it is over.
  const isOver = Outcome.safeParse(status).success;
  const rows = [
    ["number", count(number)],
    ["status", statusText(status, calledIn)],
    ...(position === undefined ? [] : [["place", position === 1 ? "1, next" : count(position)]]),
    ...(isOver ? [] : [["present", present ? "yes" : "no"]]),
    ["joined", `${moment(joinedAt)} (${timeZone()})`],
    ...(admittedAt === undefined ? [] : [["admitted", moment(admittedAt)]]),
    ...(expiresAt === undefined || isOver ? [] : [["until", moment(expiresAt)]]),
  ];
  return table(
    rows.map(([name = "", value = ""]) => [paint("dim", name), value]),
    "ll",
  );
}

function statusText(status: TicketView["status"], calledIn: boolean): string {
  if (status === "called") return "is called, has not answered yet";
  return calledIn ? `${status}, called in: the next free slot is theirs` : status;
}
