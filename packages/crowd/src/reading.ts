import { ServerMessage, TicketMessage } from "@fairline/core";
import { describeIssue } from "@fairline/core/issues";
import type * as z from "zod/mini";
import { limits } from "./limits.ts";
import { printable } from "./printable.ts";

export type Read<Message> = { readonly message: Message } | { readonly why: string };

/** Ticks that were read, by their text: the same one reaches thousands of visitors, in a few versions. */
const ticks = new Map<string, Read<ServerMessage>>();

/** The same text gives the same object. */
export function readMessage(text: string): Read<ServerMessage> {
  const known = ticks.get(text);
  if (known !== undefined) return known;
  const read = parsedBy(ServerMessage, text);
  if ("message" in read && read.message.type === "tick") {
    if (ticks.size >= limits.ticksRemembered) ticks.clear();
    ticks.set(text, read);
  }
  return read;
}

export function readTicket(text: string): Read<TicketMessage> {
  return parsedBy(TicketMessage, text);
}

function parsedBy<Message>(schema: z.ZodMiniType<Message>, text: string): Read<Message> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { why: `not JSON: ${printable(text.slice(0, 80))}` };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { message: parsed.data };
  const why = parsed.error.issues.map((issue) => describeIssue(issue, json)).join("; ");
  return { why: printable(`${why} in ${text.slice(0, 80)}`) };
}
