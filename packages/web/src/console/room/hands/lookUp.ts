import { TicketView } from "@fairline/core";
import { type Asks, notUnderstood, troubleText } from "../../requests.ts";
import type { LookUp } from "../state.ts";

/** Reads what is known of one number. */
export async function lookUp(asks: Asks, path: string, number: number, nowMs: () => number): Promise<LookUp> {
  const answer = await asks("GET", `${path}/tickets/${number}`);
  if (!answer.ok && answer.status === 404)
    return { kind: "failed", number, message: `Nobody has number ${number} in this run.` };
  if (!answer.ok) return { kind: "failed", number, message: troubleText(answer) };
  return found(answer.body, nowMs()) ?? { kind: "failed", number, message: notUnderstood };
}

export function found(body: unknown, atMs: number): LookUp | undefined {
  const ticket = TicketView.safeParse(body);
  return ticket.success ? { kind: "found", ticket: ticket.data, atMs } : undefined;
}
