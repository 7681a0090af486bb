import { placeAt } from "./line.ts";
import type { Speech } from "./say.ts";
import type { VisitorState } from "./state.ts";
import { lineOf } from "./visit.ts";

/** The tab's title: the place while in line, the call when it comes. */
export function pageTitle(
  { visit, room, facts, nowMs }: Pick<VisitorState, "visit" | "room" | "facts" | "nowMs">,
  { words, number }: Pick<Speech, "words" | "number">,
): string {
  const title = facts.title ?? room;
  switch (visit.stage) {
    case "waiting":
    case "paused":
      return `${number(placeAt(visit.line, nowMs))} · ${title}`;
    case "closed": {
      const line = lineOf(visit);
      return line === undefined
        ? `${words.closedTitle} · ${title}`
        : `${number(placeAt(line, nowMs))} · ${title}`;
    }
    case "called":
    case "turn":
      return `${words.titleTurn} · ${title}`;
    case "takeover":
    case "connecting":
      return `${words.titleConnecting} · ${title}`;
    case "completed":
      return `${visit.reservedFor === undefined ? words.completedTitle : words.reservedTitle} · ${title}`;
    case "expired":
      return `${words.expiredTitle} · ${title}`;
    case "missed":
    case "noshow":
      return `${words.noshowTitle} · ${title}`;
    case "moved":
    case "left":
      return `${words.leftTitle} · ${title}`;
    case "unknown":
      return words.unknownTitle;
    case "trouble":
      return `${words.troubleTitle} · ${title}`;
    default:
      return visit satisfies never;
  }
}
