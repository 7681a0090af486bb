import { limits } from "./limits.ts";
import { type Inside, isInside, type Line, type RoomRecord } from "./line.ts";
import type { Ports } from "./ports.ts";
import { comeBack } from "./presence.ts";
import { allowedReturn, withCode } from "./returning.ts";

/** Whose pass it is. One that was exchanged for a code is bound to a device, by its challenge (RFC 7636, S256). */
export interface Bearer {
  readonly number: number;
  readonly device?: string | undefined;
}

export type Departure =
  | { readonly kind: "leaves"; readonly location: string; readonly expiresAtMs: number }
  | { readonly kind: "not allowed" }
  /** The pass is bound to another device: it was copied. */
  | { readonly kind: "another device" }
  | { readonly kind: "over" };

/** SPEC G1, G2: a visitor goes to the site, with a code that is good for the device of this challenge alone. */
export async function leaveForSite(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  { number, device }: Bearer,
  wish: { readonly returnTo: string; readonly challenge: string; readonly code: string },
): Promise<Departure> {
  const { returnTo, challenge, code } = wish;
  const url = allowedReturn(room.settings.returnAddresses, returnTo);
  if (url === undefined) return { kind: "not allowed" };
  if (device !== undefined && device !== challenge) return { kind: "another device" };
  const nowMs = ports.clock.nowMs();
  if ((await insideAt(ports, line, number, nowMs)) === undefined) return { kind: "over" };
  const expiresAtMs = nowMs + limits.codeSeconds * 1000;
  await ports.ledger.writeCode(line, code, { number, challenge, expiresAtMs });
  return { kind: "leaves", location: withCode(url, code), expiresAtMs };
}

export type ArrivalAtSite =
  | { readonly kind: "arrived"; readonly pass: string; readonly expiresAtMs: number }
  /** The code is unknown, too old, was used, or is another device's. */
  | { readonly kind: "code over" }
  | { readonly kind: "over" };

/**
 * SPEC G3: the site exchanges a code for a pass, once, and only for the device that it was made for. SPEC G4: from then on
 * the visitor counts as present, whatever becomes of the room's page.
 */
export async function arriveAtSite(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  shown: { readonly code: string; readonly challenge: string },
): Promise<ArrivalAtSite> {
  const nowMs = ports.clock.nowMs();
  // Whoever guesses at the device has used the code up.
  const found = await ports.ledger.takeCode(line, shown.code);
  if (found === undefined || found.challenge !== shown.challenge || nowMs > found.expiresAtMs)
    return { kind: "code over" };
  const ticket = await insideAt(ports, line, found.number, nowMs);
  if (ticket === undefined) return { kind: "over" };
  const arrived = await comeBack(ports, line, room, ticket, { kind: "site" });
  if (!isInside(arrived, nowMs)) return { kind: "over" };
  return { kind: "arrived", ...(await passOf(ports, line, arrived, found.challenge)) };
}

export type Renewal =
  | { readonly kind: "renewed"; readonly pass: string; readonly expiresAtMs: number }
  | { readonly kind: "over" };

/** SPEC G5: a fresh pass, of the same device, for as long as the visit may last by now; none when it is over. */
export async function renew(ports: Ports, line: Line, { number, device }: Bearer): Promise<Renewal> {
  const ticket = await insideAt(ports, line, number, ports.clock.nowMs());
  return ticket === undefined
    ? { kind: "over" }
    : { kind: "renewed", ...(await passOf(ports, line, ticket, device)) };
}

/** The ticket of one whose visit is under way; nothing: it is over, or has not begun. */
async function insideAt(
  ports: Ports,
  line: Line,
  number: number,
  nowMs: number,
): Promise<Inside | undefined> {
  const ticket = await ports.ledger.readTicket(line, number);
  return isInside(ticket, nowMs) ? ticket : undefined;
}

async function passOf(ports: Ports, line: Line, { number, expiresAtMs }: Inside, device: string | undefined) {
  return { pass: await ports.passes.pass(line, { number, expiresAtMs, device }), expiresAtMs };
}
