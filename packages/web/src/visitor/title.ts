import { placeAt } from "@fairline/client/line";
import { lineOf } from "@fairline/client/visit";
import { countdown, type Speech } from "./say.ts";
import type { VisitorState } from "./state.ts";

/** The tab's title: the place while in line, the call when it comes. */
export function pageTitle(
  { visit, room, facts, nowMs }: Pick<VisitorState, "visit" | "room" | "facts" | "nowMs">,
  { words, number }: Pick<Speech, "words" | "number">,
  /** Whether a call takes turns with the time that is left, so that the tab catches the eye. */
  blinks = false,
): string {
  const title = facts.title ?? room;
  const called = (untilMs: number) => {
    const showsTime = blinks && Math.floor(nowMs / 1000) % 2 === 1;
    return showsTime ? countdown((untilMs - nowMs) / 1000) : words.titleTurn;
  };
  switch (visit.stage) {
    case "waiting":
    case "paused":
      return `${number(placeAt(visit.line, nowMs))} · ${title}`;
    case "closed": {
      const line = lineOf(visit);
      return line === undefined
        ? `${facts.draining ? words.drainingTitle : words.closedTitle} · ${title}`
        : `${number(placeAt(line, nowMs))} · ${title}`;
    }
    case "called":
      return `${called(visit.confirmByMs)} · ${title}`;
    case "turn":
      return `${called(visit.expiresAtMs)} · ${title}`;
    case "missed":
      return `${words.missedTitle} · ${title}`;
    case "connecting":
      return `${words.titleConnecting} · ${title}`;
    case "completed":
      return `${visit.reservedFor === undefined ? words.completedTitle : words.reservedTitle} · ${title}`;
    case "expired":
      return `${words.expiredTitle} · ${title}`;
    case "noshow":
      return `${words.noshowTitle} · ${title}`;
    case "left":
      return `${words.leftTitle} · ${title}`;
    case "moved":
      return `${words.movedTitle} · ${title}`;
    case "takeover":
      return `${words.takeoverTitle} · ${title}`;
    case "unknown":
      return words.unknownTitle;
    case "trouble":
      return `${words.troubleTitle} · ${title}`;
    default:
      return visit satisfies never;
  }
}
