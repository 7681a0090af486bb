import { limits } from "./limits.ts";
import type { Outcome, TicketStatus } from "./messages.ts";
import type { SettingValue } from "./operating.ts";
import type { Settings } from "./settings.ts";

/** One run of a room's line. Resetting a room begins a new run; nothing of an older one counts any more. */
export interface Line {
  readonly room: string;
  readonly run: number;
}

/** A room's live settings. `version` rises with every change, `run` with every reset. */
export interface RoomRecord {
  readonly settings: Settings;
  /** What room.config.ts said at the last start or deploy: a reset goes back to it (SPEC R3). */
  readonly configured: Settings;
  readonly version: number;
  readonly run: number;
  /** The newest change, as the log has it: it is written with the change, and the log a moment later (SPEC R5). */
  readonly latest?: AuditEntry;
  /** A reset is under way since then: nobody is admitted, whatever the state says (SPEC R3). */
  readonly resettingAtMs?: number;
  /** The room closed by itself, for everybody was served; who turns out to wait all the same is served yet (SPEC R7). */
  readonly drained?: true;
}

/** A line of a room's log (SPEC R5). */
export interface AuditEntry {
  /** Sorts as time does. */
  readonly id: string;
  readonly atMs: number;
  readonly who: string;
  /** A sentence without its subject. */
  readonly what: string;
  /** What it changed in the settings; none: it was something else. */
  readonly changes: readonly SettingChange[];
}

/** One setting that was changed. */
export interface SettingChange {
  readonly field: string;
  readonly from: SettingValue;
  readonly to: SettingValue;
}

/** A visitor's place. `void`: the number was given up before its registration was finished (SPEC A7). */
export interface Ticket {
  readonly number: number;
  readonly key: string;
  readonly status: TicketStatus | "void";
  /** The open WebSockets that show this ticket; several tabs are several connections. */
  readonly connections: readonly string[];
  /** Over HTTP, and at the site, there is no connection: the visitor counts as present until then. */
  readonly polledUntilMs: number;
  /** When the visitor was last seen to come or to go. */
  readonly seenAtMs: number;
  readonly joinedAtMs: number;
  readonly lane?: number;
  readonly admittedAtMs?: number;
  /** The visit's end; the pass ends no later. */
  readonly expiresAtMs?: number;
  /** Since when the visit's execution has been running: from then on the visitor is let in, and has a pass. */
  readonly openedAtMs?: number;
  /** The visitor is being called: "I'm here" is to be said by then (SPEC C1). */
  readonly confirmByMs?: number;
  /** How many calls the visitor has not answered (SPEC C2); absent: none. */
  readonly missed?: number;
  /** Waiting, but not to be called just now. */
  readonly aside?: Aside;
  /** An operator called the number in, and it comes before all others until a visit begins, or they let others ahead (SPEC R8). */
  readonly calledIn?: true;
  /** How often this ticket came back to the line from a slot, because its visit never began (SPEC V9); absent: never. */
  readonly returns?: number;
  readonly reservation?: string;
}

/** Why one who waits is not to be called: a call was missed (SPEC C2), or others are let ahead up to a number (SPEC D1). */
export type Aside =
  | { readonly kind: "missed"; readonly atMs: number }
  | { readonly kind: "deferred"; readonly until: number };

/** Which admission of a ticket something belongs to: one that was in vain is another one than the next. */
export interface Admitted {
  readonly number: number;
  readonly returns?: number | undefined;
}

/** A lane's one place, while a visit has it. The handle and the token never leave the backend. */
export interface Slot {
  readonly lane: number;
  readonly number: number;
  readonly messageId: string;
  readonly turnHandle: string;
  /** Every turn that tickets up to this number brought to this lane lies before the one that is held here (SPEC H3). */
  readonly through: number;
  readonly expiresAtMs: number;
  /** How long the visit may last, from its beginning on. */
  readonly slotSeconds: number;
  /** How much of that the site has given (SPEC X1); absent: nothing. */
  readonly extendedSeconds?: number;
  /** The ticket's, when it was admitted. */
  readonly returns?: number;
  readonly taskToken?: string;
  /** Set as soon as the visit is over, before its state machine has heard of it. */
  readonly ending?: Outcome;
  readonly endingAtMs?: number;
  /** A hint: the visitor has had no connection since then. The ticket decides. */
  readonly awaySinceMs?: number;
  /** A hint: the visitor is being called, and is to answer by then. The ticket decides. */
  readonly confirmByMs?: number;
}

/** A number that a lane has taken from the gate and not yet put into its slot. */
export interface Claim {
  readonly number: number;
  readonly messageId: string;
  readonly atMs: number;
}

/** Whether two claims are one: a lane may take the same number again, when it was recalled in the meantime. */
export function isSameClaim(a: Claim, b: Claim | undefined): boolean {
  return a.number === b?.number && a.messageId === b.messageId && a.atMs === b.atMs;
}

export interface Gate {
  /** The next number to be admitted. */
  readonly serving: number;
  readonly claims: ReadonlyMap<number, Claim>;
  /**
   * Numbers that come before `serving`, in their order: those that an operator called in (SPEC R8), then those that were
   * passed over while their visitors were away, and that came back; ascending each.
   */
  readonly recalled: readonly number[];
  /** Those of them that an operator called in. */
  readonly calledIn: readonly number[];
}

/** Permission to fill a lane's slot once; who fills it is decided when it is used (SPEC A1). */
export interface Turn {
  readonly line: Line;
  readonly lane: number;
  readonly through: number;
  /** Two sends with the same reason in the same lane are one turn. */
  readonly reason: string;
}

/** A turn as it comes out of its lane. */
export interface ReceivedTurn {
  readonly line: Line;
  readonly lane: number;
  readonly through: number;
  readonly messageId: string;
  readonly handle: string;
}

/** What a visit's state machine is started with and hands on to its steps. */
export interface Visit {
  readonly room: string;
  readonly run: number;
  readonly number: number;
  readonly lane: number;
  readonly slotSeconds: number;
  readonly turnHandle: string;
  /** The ticket's, when it was admitted: each admission has an execution of its own. */
  readonly returns?: number | undefined;
}

export interface Stats {
  readonly admitted: number;
  readonly completed: number;
  readonly expired: number;
  readonly left: number;
  readonly noshow: number;
  /** Of those who are gone: the ones who were still waiting, and those who missed their last call while they were. */
  readonly leftWaiting: number;
  readonly voided: number;
  /** Of the no-shows: the ones who missed a call, and did not come back before their place was given up. */
  readonly noshowWaiting: number;
  /** Waits of all who were admitted, added up, in milliseconds. */
  readonly waitMs: number;
  readonly waits: WaitCounts;
}

/** How many waits fell into each bucket, by its index (waits.ts); one into which none fell may be absent. */
export type WaitCounts = Readonly<Record<number, number>>;

export const noStats: Stats = {
  admitted: 0,
  completed: 0,
  expired: 0,
  left: 0,
  noshow: 0,
  leftWaiting: 0,
  voided: 0,
  noshowWaiting: 0,
  waitMs: 0,
  waits: {},
};

/** Whether two places are the same number of the same line. */
export function isSameTicket(a: TicketName, b: TicketName): boolean {
  return a.number === b.number && a.line.room === b.line.room && a.line.run === b.line.run;
}

/** Whether a line is one of a room's runs before the other. */
export function isOlderRun(a: Line, b: Line): boolean {
  return a.room === b.room && a.run < b.run;
}

interface TicketName {
  readonly line: Line;
  readonly number: number;
}

/** A ticket whose visit is under way. */
export type Inside = Ticket & Required<Pick<Ticket, "lane" | "admittedAtMs" | "expiresAtMs">>;

/** Whether the ticket's visit is under way, to the millisecond. */
export function isInside(ticket: Ticket | undefined, nowMs: number): ticket is Inside {
  return (
    ticket?.status === "admitted" &&
    ticket.openedAtMs !== undefined &&
    ticket.lane !== undefined &&
    ticket.admittedAtMs !== undefined &&
    (ticket.expiresAtMs ?? 0) > nowMs
  );
}

/** Whether the ticket is in this very admission, and its visit has not begun. */
export function isUnopened(ticket: Ticket, admitted: Admitted): boolean {
  return ticket.status === "admitted" && ticket.openedAtMs === undefined && isSameAdmission(ticket, admitted);
}

/** What carries the admission on, into the slot and the visit. */
export function returnsOf({ returns }: Pick<Admitted, "returns">): { returns?: number } {
  return returns === undefined ? {} : { returns };
}

/** Whether two are the same admission of the same ticket. */
export function isSameAdmission(a: Admitted, b: Admitted): boolean {
  return a.number === b.number && (a.returns ?? 0) === (b.returns ?? 0);
}

/** The lane that a number's own turn goes to. */
export function laneOf(number: number, slots: number): number {
  return number % slots;
}

/**
 * Whether no turn is left in a lane behind the one that was `through` a number: no ticket after it, up to the
 * last one issued, brought its turn there. Where X has changed in between this may say "not dry" wrongly; the
 * next tick finds the slot idle and sends a turn, from which on it is right again.
 */
export function laneIsDry(turn: { lane: number; through: number }, issued: number, slots: number): boolean {
  const after = turn.through + 1;
  const next = after + ((((turn.lane - after) % slots) + slots) % slots);
  return next > issued;
}

export function isPresent(ticket: Ticket, nowMs: number): boolean {
  return ticket.connections.length > 0 || ticket.polledUntilMs > nowMs;
}

/** Whether one who waits may be admitted just now. */
export function isCallable(ticket: Ticket, nowMs: number): boolean {
  return ticket.aside === undefined && isPresent(ticket, nowMs);
}

/** Whether the ticket is in this very admission, and its visitor is to say "I'm here". */
export function isCalled(ticket: Ticket, admitted: Admitted): boolean {
  return ticket.confirmByMs !== undefined && isUnopened(ticket, admitted);
}

export function isSameAside(a: Aside, b: Aside | undefined): boolean {
  switch (a.kind) {
    case "missed":
      return b?.kind === "missed" && a.atMs === b.atMs;
    case "deferred":
      return b?.kind === "deferred" && a.until === b.until;
    default:
      return a satisfies never;
  }
}

/** Since when a visitor who is not present has been away. */
export function awaySinceMs(ticket: Ticket): number {
  return Math.max(ticket.seenAtMs, ticket.polledUntilMs);
}

/** One who missed a call is not judged by this, but by when that was (SPEC C2). */
export function hasStayedAwayTooLong(ticket: Ticket, holdSeconds: number, nowMs: number): boolean {
  const isAway = ticket.aside?.kind !== "missed" && !isPresent(ticket, nowMs);
  return isAway && nowMs - awaySinceMs(ticket) > holdSeconds * 1000;
}

/** How many numbers are still to be served; some of them may have left, which shows only when they are reached. */
export function toServe(gate: Gate, issued: number): number {
  return Math.max(0, issued - gate.serving + 1) + gate.recalled.length;
}

/** Whole seconds, and no fewer than none. */
export function secondsUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

export function isOverdue(slot: Slot, nowMs: number): boolean {
  return nowMs > slot.expiresAtMs + limits.overdueAllowanceMs;
}

/** SPEC J5, R7: whether somebody who has no place yet may take one. */
export function takesNewcomers({ state, draining }: Pick<Settings, "state" | "draining">): boolean {
  return state !== "closed" && !draining;
}

/** A reset that has taken so long has crashed, and holds nobody up any more. */
export function isAdmissible(lane: number, room: RoomRecord, nowMs: number): boolean {
  const isResetting = room.resettingAtMs !== undefined && nowMs - room.resettingAtMs <= limits.resetMsMax;
  return room.settings.state === "open" && lane < room.settings.slots && !isResetting;
}
