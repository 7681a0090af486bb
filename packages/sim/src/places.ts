import {
  comeBack,
  confirm,
  defer,
  type Line,
  leave,
  offerPlace,
  type Ports,
  type RoomRecord,
  type Ticket,
  type TicketMessage,
  takePlace,
  ticketMessage,
} from "@fairline/core";
import { roomName } from "./stage.ts";

// What the HTTP API does with a place in line: packages/functions/src/http/places.ts.

/** What a key is told that has no place to show. */
export type NoPlace = "unknown" | "registering" | "moved";

interface Held {
  readonly line: Line;
  readonly room: RoomRecord;
  readonly ticket: Ticket;
}

/** `GET /rooms/{room}/tickets/me`. */
export async function readPlace(ports: Ports, key: string): Promise<TicketMessage | NoPlace> {
  const held = await placeOf(ports, key);
  return typeof held === "string" ? held : answer(ports, key, held);
}

/** `POST /rooms/{room}/tickets/me/confirm`. */
export async function confirmPlace(ports: Ports, key: string): Promise<TicketMessage | NoPlace> {
  const held = await placeOf(ports, key);
  if (typeof held === "string") return held;
  const ticket = await confirm(ports, held.line, held.room, held.ticket);
  return answer(ports, key, { ...held, ticket });
}

/** `POST /rooms/{room}/tickets/me/defer`. */
export async function deferPlace(
  ports: Ports,
  key: string,
  places: number,
): Promise<TicketMessage | NoPlace | "nobody behind" | "not waiting"> {
  const held = await placeOf(ports, key);
  if (typeof held === "string") return held;
  const deferring = await defer(ports, held.line, held.room, held.ticket, places);
  if (deferring.kind !== "deferred") return deferring.kind;
  return answer(ports, key, { ...held, ticket: deferring.ticket });
}

/** `POST /rooms/{room}/tickets/me/handover`. */
export async function offerHandover(
  ports: Ports,
  key: string,
  code: string,
): Promise<"offered" | NoPlace | "not waiting"> {
  const held = await placeOf(ports, key);
  if (typeof held === "string") return held;
  const offered = await offerPlace(ports, held.line, held.ticket, code);
  return offered === undefined ? "not waiting" : "offered";
}

/** `POST /rooms/{room}/handovers`. */
export async function takeOver(
  ports: Ports,
  code: string,
  key: string,
): Promise<TicketMessage | NoPlace | "over" | "key is taken"> {
  const room = await ports.ledger.readRoom(roomName);
  if (room === undefined) return "unknown";
  const line = { room: roomName, run: room.run };
  const taken = await takePlace(ports, line, code, key);
  return taken.kind === "moved" ? answer(ports, key, { line, room, ticket: taken.ticket }) : taken.kind;
}

/** `DELETE /rooms/{room}/tickets/me`. */
export async function leavePlace(ports: Ports, key: string): Promise<"left" | "moved" | "unknown"> {
  const room = await ports.ledger.readRoom(roomName);
  if (room === undefined) return "unknown";
  const line = { room: roomName, run: room.run };
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  return number === undefined ? "unknown" : leave(ports, line, number, key);
}

async function placeOf(ports: Ports, key: string): Promise<Held | NoPlace> {
  const room = await ports.ledger.readRoom(roomName);
  if (room === undefined) return "unknown";
  const line = { room: roomName, run: room.run };
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  // A page that waits for so long posts its join again: here it does so at once.
  if (number === undefined) return "unknown";
  const stored = await ports.ledger.readTicket(line, number);
  if (stored === undefined || stored.status === "void") return "registering";
  if (stored.key !== key) return "moved";
  const ticket = await comeBack(ports, line, room, stored, { kind: "poll" });
  return ticket.key === key ? { line, room, ticket } : "moved";
}

async function answer(
  ports: Ports,
  key: string,
  { line, room, ticket }: Held,
): Promise<TicketMessage | "moved"> {
  if (ticket.key !== key) return "moved";
  const [gate, issued] = await Promise.all([ports.ledger.readGate(line), ports.ledger.readIssued(line)]);
  return ticketMessage(ports, line, room, ticket, { serving: gate.serving, issued });
}
