import { endVisit } from "./ending.ts";
import type { Line } from "./line.ts";
import type { Ports } from "./ports.ts";

export type Commit =
  | { readonly kind: "committed" }
  | { readonly kind: "already" }
  | { readonly kind: "expired" }
  | { readonly kind: "unknown" };

/**
 * SPEC V6: a reservation is written in the same step that ends the visit, and only while the visit is active: what
 * is committed with a pass was committed in time, whatever the clock of the visitor's browser says.
 */
export async function reserve(ports: Ports, line: Line, number: number, email: string): Promise<Commit> {
  const ending = await endVisit(ports, line, { number }, "completed", {
    whileActive: true,
    reservation: email,
  });
  if (ending.kind === "ended") return { kind: "committed" };
  if (ending.ticket === undefined) return { kind: "unknown" };
  if (ending.ticket.reservation !== undefined || ending.ticket.status === "completed")
    return { kind: "already" };
  return { kind: "expired" };
}

/** SPEC V7: the visitor is done. */
export async function complete(ports: Ports, line: Line, number: number): Promise<Commit> {
  const ending = await endVisit(ports, line, { number }, "completed", { whileActive: true });
  if (ending.kind === "ended") return { kind: "committed" };
  if (ending.ticket === undefined) return { kind: "unknown" };
  return ending.ticket.status === "completed" ? { kind: "already" } : { kind: "expired" };
}
