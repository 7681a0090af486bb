import { sayGoodbye } from "./connections.ts";
import { limits } from "./limits.ts";
import { isUnopened, type Line, type Ticket } from "./line.ts";
import type { Ports } from "./ports.ts";

/** SPEC M1: the holder offers the place to another device. Nothing: there is a visit, or the place is gone. */
export async function offerPlace(
  ports: Ports,
  line: Line,
  ticket: Ticket,
  code: string,
): Promise<{ expiresAtMs: number } | undefined> {
  if (!isMovable(ticket)) return undefined;
  const expiresAtMs = ports.clock.nowMs() + limits.handoverSeconds * 1000;
  await ports.ledger.writeOffer(line, code, { number: ticket.number, key: ticket.key, expiresAtMs });
  return { expiresAtMs };
}

export type Takeover =
  | { readonly kind: "moved"; readonly ticket: Ticket }
  /** The code is unknown, too old, or was used; or the visit has begun. */
  | { readonly kind: "over" }
  /** The key has a place of its own. */
  | { readonly kind: "key is taken" };

/**
 * SPEC M1, M2: another device takes the place over with a key of its own. May be said again, with the same key: the answer is
 * the same.
 */
export async function takePlace(ports: Ports, line: Line, code: string, key: string): Promise<Takeover> {
  const { ledger, clock } = ports;
  const nowMs = clock.nowMs();
  const offer = await ledger.readOffer(line, code);
  if (offer === undefined) return { kind: "over" };
  const { number } = offer;
  const found = await ledger.readTicket(line, number);
  if (found?.key === key) return { kind: "moved", ticket: found };
  if (found?.key !== offer.key || nowMs > offer.expiresAtMs || !isMovable(found)) return { kind: "over" };
  // The key comes first: one that leads to a place that it does not hold is told so, and no place is ever without a key.
  if ((await ledger.bindKey(line, key, number)) !== number) return { kind: "key is taken" };
  const keys = { from: offer.key, to: key };
  const before = await ledger.moveTicket(line, number, keys, nowMs, nowMs + limits.pollPresenceMs);
  const ticket = await ledger.readTicket(line, number);
  if (ticket?.key !== key) return { kind: "over" };
  if (before !== undefined) await sayMoved(ports, line, before);
  return { kind: "moved", ticket };
}

/** SPEC M2: the tabs of the former holder show no ticket any longer. A tab that is not reached hears it when it joins. */
async function sayMoved(ports: Ports, line: Line, { number, connections }: Ticket): Promise<void> {
  const message = { type: "moved", room: line.room, number } as const;
  await Promise.allSettled(
    connections.map((connection) => sayGoodbye(ports, line, { connection, number, message })),
  );
}

function isMovable(ticket: Ticket): boolean {
  return ticket.status === "waiting" || isUnopened(ticket, ticket);
}
