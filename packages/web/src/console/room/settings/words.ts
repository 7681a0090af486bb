import { grouped } from "../../say.ts";
import { type Field, listed, switched } from "./form.ts";

/** What operators read of each setting. */

export const names: Readonly<Record<Field, string>> = {
  title: "Title",
  slots: "Slots (X)",
  slotSeconds: "Slot seconds (Y)",
  tickSeconds: "Tick seconds (N)",
  graceSeconds: "Grace seconds",
  holdSeconds: "Hold seconds",
  maxVisitSeconds: "Longest visit, seconds",
  confirm: "Ask for “I’m here”",
  returnAddresses: "Return addresses",
};

const hints: Readonly<Record<Field, string>> = {
  title: "What visitors read at the top of the page.",
  slots: "Visitors on the site at once.",
  slotSeconds: "How long each may stay, from the next visit on.",
  tickSeconds: "How often everybody hears of the line.",
  graceSeconds: "After a call: not there for this long is a no-show.",
  holdSeconds: "In line: how long a place is kept without a connection.",
  maxVisitSeconds:
    "So long the site may let a visit last in all. More than Y, or 0: the site gives no more time. Needs the site key.",
  confirm: "Who is called answers within the grace seconds, or the slot goes to the next.",
  returnAddresses:
    "Where visitors are sent at their turn: one address a line, the first for whoever comes from nowhere else.",
};

/** While calls are to be answered, two settings mean more than that. */
const hintsOfCalls: Partial<Record<Field, string>> = {
  graceSeconds: "After a call: the time to say “I’m here”, at most half of Y.",
  holdSeconds: "In line: how long a place is kept without a connection, or after a missed call.",
};

export function hintOf(field: Field, isAsking: boolean): string {
  return (isAsking ? hintsOfCalls[field] : undefined) ?? hints[field];
}

/** What the server refuses a field for, after the field's name; figures with their marks. */
export function refusalSaid(field: Field, message: string): string {
  return `${names[field]}${message.startsWith("must ") ? "" : ":"} ${grouped(message)}`;
}

/** A value as it is said. */
export function shownValue(field: Field, text: string): string {
  if (field === listed) return text === "" ? "none" : text.replaceAll("\n", ", ");
  if (field !== switched) return text;
  return text === "true" ? "on" : "off";
}
