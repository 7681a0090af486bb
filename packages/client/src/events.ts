import type { ErrorCode, Outcome } from "@fairline/core";
import { leftOf } from "./estimate.ts";
import { placeAt } from "./line.ts";
import type { ClientState, Link } from "./state.ts";
import { lineOf, type Visit } from "./visit.ts";

/** What a visitor is told, by the event's name. Times are local. */
export interface VisitorEvents {
  /** The place in line, or what is known of the wait, is another one. */
  position: {
    /** 1 is next. */
    readonly place: number;
    /** The visitor's number, which never changes. */
    readonly number: number;
    /** `paused`: nobody is called. `closed`: neither, and the place is kept in case the room opens again. */
    readonly state: "waiting" | "paused" | "closed";
    /** What is left to wait, in seconds: eight of ten wait between the first and the last. Undefined while nobody knows. */
    readonly wait:
      | { readonly earliestSeconds: number; readonly likelySeconds: number; readonly latestSeconds: number }
      | undefined;
  };
  /** Called: answer with `confirm()` until then. Only in rooms that ask for it. */
  call: { readonly confirmBy: Date; readonly lastChance: boolean };
  /** A call was not answered. `confirm()` until then asks for another one, the last. */
  missed: { readonly until: Date };
  /** The visit has begun. */
  turn: { readonly number: number; readonly pass: string; readonly expiresAt: Date };
  /** The visit ends later than was said: the site has given more time, with a new pass. */
  extended: { readonly pass: string; readonly expiresAt: Date };
  /** Nothing more comes. `moved`: another device holds the place now. */
  end: { readonly outcome: Outcome | "moved" };
  /** There is no place yet, and why. Except for `unknown_room`, joining goes on by itself. */
  refused: { readonly code: ErrorCode };
  /** The connection. `found`: it was lost and is back since a moment. */
  link: { readonly link: Link["link"]; readonly transport: ClientState["transport"] };
  /** What the organiser has to say; empty when it is taken back. */
  announcement: { readonly text: string; readonly translations: Readonly<Record<string, string>> };
}

/** One event, with its name. */
export type Happened = {
  readonly [Name in keyof VisitorEvents]: { readonly name: Name; readonly told: VisitorEvents[Name] };
}[keyof VisitorEvents];

/** What is known of the server's clock gets better: an end that is later by less is the same. */
const laterMsMin = 1000;

/** What happened between the two, in the order in which it is told. */
export function happenedBetween(before: ClientState, after: ClientState): readonly Happened[] {
  return [linkIn(before, after), announcementIn(before, after), visitIn(before, after)].filter(
    (happened) => happened !== undefined,
  );
}

function linkIn(before: ClientState, after: ClientState): Happened | undefined {
  if (before.link.link === after.link.link && before.transport === after.transport) return undefined;
  return { name: "link", told: { link: after.link.link, transport: after.transport } };
}

function announcementIn(before: ClientState, after: ClientState): Happened | undefined {
  const { announcement: text, translations } = after;
  if (before.announcement === text && before.translations === translations) return undefined;
  return { name: "announcement", told: { text, translations } };
}

function visitIn(before: ClientState, after: ClientState): Happened | undefined {
  const { visit } = after;
  switch (visit.stage) {
    case "waiting":
    case "paused":
    case "closed":
      return positionIn(before, after);
    case "called":
      if (isStill(before.visit, visit, ({ confirmByMs }) => confirmByMs)) return undefined;
      return {
        name: "call",
        told: { confirmBy: new Date(visit.confirmByMs), lastChance: visit.lastChance },
      };
    case "missed":
      if (isStill(before.visit, visit, ({ untilMs }) => untilMs)) return undefined;
      return { name: "missed", told: { until: new Date(visit.untilMs) } };
    case "turn":
      return turnIn(before.visit, visit);
    case "completed":
    case "expired":
    case "noshow":
    case "left":
    case "moved":
      return before.visit.stage === visit.stage ? undefined : { name: "end", told: { outcome: visit.stage } };
    case "unknown":
      return before.visit.stage === visit.stage ? undefined : refused("unknown_room");
    case "trouble":
      return before.visit === visit ? undefined : refused(visit.code);
    case "connecting":
    case "takeover":
      return undefined;
    default:
      return visit satisfies never;
  }
}

function turnIn(
  before: Visit,
  { number, pass, expiresAtMs }: Extract<Visit, { stage: "turn" }>,
): Happened | undefined {
  const expiresAt = new Date(expiresAtMs);
  if (before.stage !== "turn" || before.number !== number)
    return { name: "turn", told: { number, pass, expiresAt } };
  if (expiresAtMs - before.expiresAtMs < laterMsMin) return undefined;
  return { name: "extended", told: { pass, expiresAt } };
}

function positionIn(before: ClientState, after: ClientState): Happened | undefined {
  const { visit, wait, nowMs } = after;
  const line = lineOf(visit);
  if (line === undefined) return before.visit.stage === visit.stage ? undefined : refused("room_closed");
  const place = placeAt(line, nowMs);
  const lineBefore = lineOf(before.visit);
  const isSame =
    before.visit.stage === visit.stage &&
    before.wait === wait &&
    lineBefore?.number === line.number &&
    placeAt(lineBefore, before.nowMs) === place;
  if (isSame) return undefined;
  const state = visit.stage === "paused" || visit.stage === "closed" ? visit.stage : "waiting";
  return {
    name: "position",
    told: { place, number: line.number, state, wait: wait && leftOf(wait, nowMs) },
  };
}

function refused(code: ErrorCode): Happened {
  return { name: "refused", told: { code } };
}

/** Whether the stage was there before, with the same of what makes it a new event. */
function isStill<V extends Visit>(before: Visit, visit: V, of: (visit: V) => unknown): boolean {
  return before.stage === visit.stage && of(before as V) === of(visit);
}
