import type {
  Admitted,
  Aside,
  AuditEntry,
  Claim,
  Gate,
  Line,
  RoomRecord,
  Slot,
  Stats,
  Ticket,
  Turn,
  Visit,
} from "./line.ts";
import type { Outcome, ServerMessage } from "./messages.ts";

/**
 * What the rules need of the world. Every method is one atomic step of the service behind it; nothing spans two.
 * Reads see every write that was finished before they began.
 */
export interface Ports {
  readonly ledger: Ledger;
  readonly turns: Turns;
  readonly visits: Visits;
  readonly sockets: Sockets;
  readonly passes: Passes;
  readonly clock: Clock;
}

export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  pause(ms: number): Promise<void>;
}

/** Sends what fills slots, and keeps or ends it. Handles are opaque and never leave the backend. */
export interface Turns {
  send(turns: readonly Turn[]): Promise<void>;
  /** Keeps a received turn, and with it its lane, out of sight for so many seconds from now. */
  hold(handle: string, seconds: number): Promise<void>;
  /** Deletes a surplus turn, by way of the Retire state machine. */
  retire(handle: string): Promise<void>;
}

export interface Visits {
  /** Starts a visit's execution; a second start of the same visit changes nothing. */
  start(visit: Visit): Promise<void>;
  /** Tells the execution that waits with this token how the visit ended. One that waits no longer does not mind. */
  end(taskToken: string, outcome: Outcome): Promise<void>;
}

export interface Sockets {
  send(connection: string, message: ServerMessage): Promise<"sent" | "gone">;
}

/** Signs what a visitor shows: the pass to the protected site, and the token to read one's own ticket. */
export interface Passes {
  /** `device`: the challenge of the one device that it is good for; without one it is good for all. */
  pass(
    line: Line,
    visit: { number: number; expiresAtMs: number; device?: string | undefined },
  ): Promise<string>;
  resume(line: Line, key: string): Promise<string>;
}

export interface Connection {
  readonly connection: string;
  readonly line: Line;
  readonly number: number;
  /** When the gateway received the join that asked for it, in milliseconds since 1970. */
  readonly askedAtMs: number;
}

/** A ticket that is not to be called before this number was (SPEC D1). */
export interface Deferral {
  readonly number: number;
  readonly until: number;
}

/** A place that its holder, the key, offers to another device (SPEC M1). */
export interface Offer {
  readonly number: number;
  readonly key: string;
  readonly expiresAtMs: number;
}

/** What a visitor goes to the site with (SPEC G2). */
export interface SiteCode {
  readonly number: number;
  /** The device's, by RFC 7636: SHA-256 of what it will show. */
  readonly challenge: string;
  readonly expiresAtMs: number;
}

export type Admission =
  | { readonly kind: "admitted"; readonly ticket: Ticket }
  | { readonly kind: "refused"; readonly ticket: Ticket | undefined };

export type Ending =
  | { readonly kind: "ended"; readonly ticket: Ticket }
  | { readonly kind: "refused"; readonly ticket: Ticket | undefined };

/** What became of a lane's wish for a number. */
export type Claiming =
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** Nobody is left to serve, and the lane has no claim. */
  | { readonly kind: "nobody waits" }
  /** What was to be replaced is not there any more: another delivery of the same turn has gone on with the lane. */
  | { readonly kind: "lost" };

/** When a ticket may be ended; what does not hold refuses, and changes nothing. */
export interface EndingCondition {
  readonly from: "waiting" | "admitted";
  readonly outcome: Outcome;
  readonly nowMs: number;
  /** Only if the visitor is not present, and was last seen no later than this. */
  readonly awaySinceMaxMs?: number;
  /** Only this admission, and only if its visit has begun. */
  readonly opened?: Admitted;
  /** Only if its time is up at this moment. */
  readonly overAtMs?: number;
  /** Only this admission, and only if its visit has not begun. */
  readonly unopened?: Admitted;
  /** Only if the visitor stands aside after a call that was missed no later than this. */
  readonly missedMaxMs?: number;
  /** Only if this key holds the place. */
  readonly heldBy?: string;
  /** Only while the visit is active, to the millisecond. */
  readonly whileActive?: boolean;
  /** An e-mail address that is written in the same step. */
  readonly reservation?: string;
}

/** A moment of a line that moves, from which the pace is measured (paceMemory.ts). */
export interface PaceSample {
  readonly atMs: number;
  readonly serving: number;
  /** Visits that ended, since the run began. */
  readonly ended: number;
  /** Of each visit under way the share of Y that has gone by, added up. */
  readonly underWay: number;
  /** The time that slots were in use, since the line began to move. */
  readonly slotSeconds: number;
  /** The ages of the visits under way, added up over that time. */
  readonly ageSeconds: number;
}

/** How long visits took the last time that the line moved, and how many visits that is worth. */
export interface LearnedPace {
  readonly visitSeconds: number;
  readonly visits: number;
}

/** What the pace is counted from (SPEC T6). */
export interface PaceMemory {
  readonly samples: readonly PaceSample[];
  readonly learned?: LearnedPace | undefined;
}

/** What a tick said of the line, as far as it decides who hears a later one (SPEC T7). */
export interface TickMark {
  /** Counts ticks: the second at which it was due, divided by N. */
  readonly index: number;
  readonly serving: number;
  readonly issued: number;
  readonly waiting: number;
  /** How fast pages were told to count on. */
  readonly placesPerSecond: number;
}

/** How the line went since the settings are as they are: its latest ticks, the newest last. */
export interface Course {
  readonly version: number;
  readonly marks: readonly TickMark[];
}

/** What a tick leaves for the next one. */
export interface TickMemory {
  readonly course: Course;
  /** What the pace is counted from (SPEC T6). */
  readonly pace: PaceMemory;
  /** Lanes without a visit, while somebody waited (SPEC T8). */
  readonly emptyLanes: readonly number[];
}

/** What a run has cost so far, as far as it is not seen in its other figures (SPEC F3). */
export interface Usage {
  readonly ticks: number;
  /** Ticks that were pushed: one visitor, one tick. */
  readonly pushes: number;
  /** How long connections have been there, added up: as often as a tick found them, for as long as the next one takes. */
  readonly connectionSeconds: number;
}

export const noUsage: Usage = { ticks: 0, pushes: 0, connectionSeconds: 0 };

/** One moment of a line, for the charts (SPEC F2). What is counted is counted since the run began. */
export interface Sample {
  readonly atMs: number;
  readonly waiting: number;
  readonly active: number;
  readonly slots: number;
  readonly serving: number;
  readonly issued: number;
  readonly admitted: number;
  /** Visits. */
  readonly ended: number;
  readonly pushes: number;
  /** The likely wait of the last in line, at the pace of that moment. */
  readonly lastWaitSeconds: number;
}

/** Every tick leaves a sample; one a minute is kept for a day. */
export type SampleEach = "tick" | "minute";

export interface Ledger {
  // ── Rooms ──
  readRoom(room: string): Promise<RoomRecord | undefined>;
  /** Writes if the stored version is still `expectedVersion` (0: the room is new). False: somebody was faster. */
  writeRoom(room: string, record: RoomRecord, expectedVersion: number): Promise<boolean>;
  listRooms(): Promise<readonly string[]>;
  /** Makes a line's counter, gate and statistics; one that exists stays as it is. */
  openLine(line: Line): Promise<void>;
  /** A line that is over is kept for as long as its tickets are, and no longer. */
  closeLine(line: Line, nowMs: number): Promise<void>;

  // ── The log ──
  /** Writes a line of a room's log; one that is there already is written over. */
  writeEntry(room: string, entry: AuditEntry): Promise<void>;
  readEntry(room: string, id: string): Promise<AuditEntry | undefined>;
  /** The newest first, so many at most; with an id only those before it. */
  listEntries(room: string, countMax: number, beforeId?: string): Promise<readonly AuditEntry[]>;

  // ── Counter ──
  /** Issues so many numbers in one write, and returns the last. */
  issue(line: Line, count: number): Promise<number>;
  readIssued(line: Line): Promise<number>;

  // ── Keys ──
  findNumbers(line: Line, keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Binds a key to a number if it has none, or still has `replacing`. Returns the number that it has now. */
  bindKey(line: Line, key: string, number: number, replacing?: number): Promise<number>;

  // ── Tickets ──
  /** False: there is a ticket of this number already. */
  createTicket(line: Line, ticket: Ticket): Promise<boolean>;
  /** Gives a number up that was never written. False: it has been written by now. */
  voidTicket(line: Line, number: number, nowMs: number): Promise<boolean>;
  readTicket(line: Line, number: number): Promise<Ticket | undefined>;
  /**
   * `waiting → admitted` if the visitor is present. A ticket that this lane admitted before, and whose visit was
   * never opened, is admitted again: a crash came between.
   */
  admitTicket(
    line: Line,
    number: number,
    to: { lane: number; nowMs: number; expiresAtMs: number },
  ): Promise<Admission>;
  /** Notes until when the visitor is called, if the ticket is still in this admission; one who is called already stays so. */
  callTicket(line: Line, admitted: Admitted, confirmByMs: number): Promise<Admission>;
  /**
   * Moves the beginning of a visit, and its end, if the ticket is still in this admission, and its visitor was neither called
   * nor let in. Nothing: that is not so.
   */
  postponeTicket(
    line: Line,
    admitted: Admitted,
    to: { readonly nowMs: number; readonly expiresAtMs: number },
  ): Promise<Ticket | undefined>;
  /** Notes that the visit begins, if the ticket is still in this admission, and its time is not over; or that it has begun. */
  openTicket(line: Line, admitted: Admitted, nowMs: number): Promise<Admission>;
  /**
   * `admitted → waiting`, if this admission's visit has never begun. Nothing: it has, or is over. With a time the visitor
   * has missed a call, and stands aside.
   */
  returnTicket(line: Line, admitted: Admitted, missedAtMs?: number): Promise<Ticket | undefined>;
  /** One who waits, and has not missed a call, lets others ahead, even if called in. Nothing: that is not so. */
  deferTicket(line: Line, number: number, until: number): Promise<Ticket | undefined>;
  /**
   * One who waits is called in: the place says so until its visitor lets others ahead. Whoever stood aside does so no
   * longer. Nothing: the ticket does not wait.
   */
  markCalledIn(line: Line, number: number): Promise<Ticket | undefined>;
  /** Who stands aside like this does so no longer. Nothing: the ticket does not wait, or not like this. */
  clearAside(line: Line, number: number, aside: Aside): Promise<Ticket | undefined>;
  /**
   * Another key holds the place from now on, and counts as present until `untilMs`, if `from` holds it and no visit has
   * begun. Returns the ticket as it was.
   */
  moveTicket(
    line: Line,
    number: number,
    keys: { from: string; to: string },
    nowMs: number,
    untilMs: number,
  ): Promise<Ticket | undefined>;
  endTicket(line: Line, number: number, when: EndingCondition): Promise<Ending>;
  /** Moves the end of a visit that is still active, if it is where it was seen. Nothing: it is not. */
  extendTicket(
    line: Line,
    admitted: Admitted,
    end: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
  ): Promise<Ticket | undefined>;
  /** Adds a connection; returns the ticket as it is now. As in `detach` and `poll`, `seenAtMs` never moves back. */
  attach(line: Line, number: number, connection: string, nowMs: number): Promise<Ticket>;
  /** Removes a connection; returns the ticket as it is now, or nothing if it was not attached. */
  detach(line: Line, number: number, connection: string, nowMs: number): Promise<Ticket | undefined>;
  /** A poll over HTTP keeps the visitor present until then. */
  poll(line: Line, number: number, nowMs: number, untilMs: number): Promise<Ticket>;

  // ── Passed over ──
  addPassedOver(line: Line, number: number, nowMs: number): Promise<void>;
  /** With a time: only if it was not passed over after that. */
  removePassedOver(line: Line, number: number, addedMaxMs?: number): Promise<void>;
  /** Ascending, so many at most. */
  listPassedOver(line: Line, countMax: number): Promise<readonly number[]>;

  // ── Others let ahead ──
  addDeferral(line: Line, deferral: Deferral, nowMs: number): Promise<void>;
  removeDeferral(line: Line, deferral: Deferral): Promise<void>;
  /** By `until`, ascending, so many at most. */
  listDeferrals(line: Line, countMax: number): Promise<readonly Deferral[]>;

  // ── Places that are handed over ──
  writeOffer(line: Line, code: string, offer: Offer): Promise<void>;
  readOffer(line: Line, code: string): Promise<Offer | undefined>;

  // ── Ways to the site ──
  writeCode(line: Line, code: string, content: SiteCode): Promise<void>;
  /** What the code holds, for the first who takes it, and for none after. */
  takeCode(line: Line, code: string): Promise<SiteCode | undefined>;

  // ── Gate ──
  readGate(line: Line): Promise<Gate>;
  /**
   * Takes the next number for a lane: the first of the recalled ones, else `serving` if it was issued. A lane that has
   * a claim keeps it, unless it is `replacing`.
   */
  claim(
    line: Line,
    lane: number,
    by: { messageId: string; nowMs: number; issued: number; replacing?: Claim },
  ): Promise<Claiming>;
  /** A lane's claim on a number, if it was made by then: the lane may have taken the same number again since. */
  dropClaim(line: Line, lane: number, number: number, madeMaxMs: number): Promise<void>;
  /** One that was called in stays so. */
  recall(line: Line, number: number, nowMs: number): Promise<void>;
  /** As `recall`, and before all that were only recalled. */
  callIn(line: Line, number: number): Promise<void>;

  // ── Slots ──
  readSlot(line: Line, lane: number): Promise<Slot | undefined>;
  /** All that are filled; without their handles' use for anything but ending them. */
  listSlots(line: Line): Promise<readonly Slot[]>;
  /**
   * Fills an empty slot, or writes the same number again with the same handle. False: another visit has it, or
   * another delivery of the same turn was faster; what that one wrote stays.
   */
  fillSlot(line: Line, slot: Slot): Promise<boolean>;
  /** Nothing: another visit has the slot, or none. The same is true of the others below. */
  storeToken(line: Line, lane: number, admitted: Admitted, taskToken: string): Promise<Slot | undefined>;
  /** The visit has until then: of several who say so, the latest is right. Returns the slot as it is now. */
  prolongSlot(
    line: Line,
    lane: number,
    admitted: Admitted,
    to: Pick<Slot, "expiresAtMs" | "slotSeconds" | "extendedSeconds">,
  ): Promise<Slot | undefined>;
  markEnding(
    line: Line,
    lane: number,
    admitted: Admitted,
    outcome: Outcome,
    nowMs: number,
  ): Promise<Slot | undefined>;
  markAway(line: Line, lane: number, admitted: Admitted, sinceMs: number | undefined): Promise<void>;
  markCalled(line: Line, lane: number, admitted: Admitted, confirmByMs: number | undefined): Promise<void>;
  renewHandle(
    line: Line,
    lane: number,
    admitted: Admitted,
    turn: { messageId: string; handle: string },
  ): Promise<void>;
  /** Empties the slot and returns what was in it; once more, if that is repeated before somebody else fills it. */
  clearSlot(line: Line, lane: number, admitted: Admitted): Promise<Slot | undefined>;

  // ── Connections ──
  /** Adds those that show nothing yet, and returns the others. Of a connection that is named twice the first is added. */
  addNewConnections(connections: readonly Connection[], nowMs: number): Promise<readonly Connection[]>;
  /**
   * A connection shows one ticket: of the room's newest run (`givesWayTo`) the one that was asked for last, in whatever
   * order that is said. Returns what is not shown, or no longer: tickets that connections showed before, and those for
   * which it is too late.
   */
  addConnections(connections: readonly Connection[], nowMs: number): Promise<readonly Connection[]>;
  /** What these connections show, of those that show anything. */
  readConnections(connections: readonly string[]): Promise<readonly Connection[]>;
  /** Forgets a connection and returns what it showed. */
  removeConnection(connection: string): Promise<Connection | undefined>;
  /** All connections of one shard, a page at a time. */
  listConnections(line: Line, shard: number): AsyncIterable<readonly Connection[]>;

  // ── Figures ──
  /** Adds to each figure that is named, and to each bucket of waits, in one write. */
  addStats(line: Line, delta: Partial<Stats>): Promise<void>;
  readStats(line: Line): Promise<Stats>;
  /** True for the first who claims the tick that is due at that second, and none after it. It is counted as used. */
  claimTick(line: Line, dueSeconds: number, nowMs: number): Promise<boolean>;
  readTick(
    line: Line,
  ): Promise<TickMemory & { readonly lastTickAtMs: number | undefined; readonly usage: Usage }>;
  writeTick(line: Line, memory: TickMemory): Promise<void>;
  addUsage(line: Line, pushed: Omit<Usage, "ticks">): Promise<void>;
  addSample(line: Line, sample: Sample, each: SampleEach): Promise<void>;
  /** The latest, so many at most, oldest first; with a time only later ones, and no more is read than those. */
  listSamples(
    line: Line,
    each: SampleEach,
    which: { readonly countMax: number; readonly afterMs?: number | undefined },
  ): Promise<readonly Sample[]>;
}

/** The part of the ledger that keeps the log. */
export type LogLedger = Pick<Ledger, "writeEntry" | "readEntry" | "listEntries">;

/** The part of the ledger that keeps tickets; implementations are cut the same way. */
export type TicketsLedger = Pick<
  Ledger,
  | "createTicket"
  | "voidTicket"
  | "readTicket"
  | "admitTicket"
  | "callTicket"
  | "postponeTicket"
  | "openTicket"
  | "returnTicket"
  | "deferTicket"
  | "markCalledIn"
  | "clearAside"
  | "moveTicket"
  | "endTicket"
  | "extendTicket"
  | "attach"
  | "detach"
  | "poll"
  | "addPassedOver"
  | "removePassedOver"
  | "listPassedOver"
>;

/** The part of the ledger that keeps who lets others ahead, and who moves. */
export type PlacesLedger = Pick<
  Ledger,
  "addDeferral" | "removeDeferral" | "listDeferrals" | "writeOffer" | "readOffer"
>;

/** The part of the ledger that keeps codes. */
export type CodesLedger = Pick<Ledger, "writeCode" | "takeCode">;

/** The part of the ledger that keeps slots. */
export type SlotsLedger = Pick<
  Ledger,
  | "readSlot"
  | "listSlots"
  | "fillSlot"
  | "storeToken"
  | "prolongSlot"
  | "markEnding"
  | "markAway"
  | "markCalled"
  | "renewHandle"
  | "clearSlot"
>;
