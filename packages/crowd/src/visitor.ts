import { randomUUID } from "node:crypto";
import {
  type ErrorCode,
  position,
  type ServerMessage,
  type TicketMessage,
  type TickMessage,
  waitRange,
} from "@fairline/core";
import { momentMs, onCrowdClock } from "./clock.ts";
import { Connection } from "./connection.ts";
import { type Answer, Desk, isAccepted } from "./desk.ts";
import type { Ask, AwayWhy, VisitorEvent } from "./history.ts";
import { limits } from "./limits.ts";
import { readMessage, readTicket } from "./reading.ts";
import { type Chance, seeded } from "./shape/chance.ts";
import { isFinal, type VisitorState } from "./visitorState.ts";

/** Hooks for everything that the visitors receive, as it came over the wire. */
export interface Collector {
  onFrame?(visitor: Visitor, rawText: string): void;
  onBody?(text: string): void;
}

export interface VisitorOptions {
  /** The room's HTTP address, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where the WebSocket is, if not at `<url>/ws`. */
  readonly wsUrl?: string;
  readonly room: string;
  /** A UUID; a new one if there is none. */
  readonly key?: string;
  readonly visitor?: number;
  /** The address of this machine to call from, if that matters. */
  readonly from?: string | undefined;
  /** Spreads the tries to connect again. */
  readonly chance?: Chance;
  readonly collector?: Collector;
  /** Each message that was understood, after it took effect. */
  readonly onMessage?: (message: ServerMessage, atMs: number) => void;
  readonly onState?: (state: VisitorState, before: VisitorState) => void;
}

interface Watch {
  readonly reached: (state: VisitorState) => boolean;
  readonly resolve: (state: VisitorState) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/**
 * One visitor, over a real WebSocket and real HTTP. It joins, keeps its place through lost connections, and does
 * what it is told to; it decides nothing (life.ts does). What it went through is in `events`.
 */
export class Visitor {
  readonly key: string;
  readonly visitor: number;
  readonly events: VisitorEvent[] = [];
  readonly #options: VisitorOptions;
  readonly #connection: Connection;
  readonly #desk: Desk;
  readonly #watches = new Set<Watch>();
  #state: VisitorState = { at: "outside" };
  #rejoin: NodeJS.Timeout | undefined;
  #resume: string | undefined;
  #away: AwayWhy | undefined;
  #hasEstimate = false;
  #hasNews = false;
  /** So many ticks in a row said that the line has gone past this visitor, who waits. */
  #ticksPast = 0;

  constructor(options: VisitorOptions) {
    this.#options = options;
    this.key = options.key ?? randomUUID();
    this.visitor = options.visitor ?? 0;
    this.#desk = new Desk(options.url, options.room, options.collector?.onBody?.bind(options.collector));
    const url = new URL(options.wsUrl ?? `${options.url.replace(/^http/, "ws").replace(/\/$/, "")}/ws`);
    this.#connection = new Connection({ url, from: options.from }, options.chance ?? seeded(Date.now()), {
      onOpen: () => this.#sendJoin(),
      onText: (text) => this.#receive(text),
      onDown: () => {
        clearTimeout(this.#rejoin);
        this.#hasNews = false;
        this.#record({ what: "down", ...(this.#away !== undefined && { why: this.#away }) });
      },
      onLost: (why) => {
        this.#record({ what: "lost", why });
        this.#become({ at: "lost", why });
      },
    });
  }

  get state(): VisitorState {
    return this.#state;
  }

  get isConnected(): boolean {
    return this.#connection.isOpen;
  }

  /** Connected, and told since then where it or the line is: what was heard before a loss is an old story. */
  get isUpToDate(): boolean {
    return this.isConnected && this.#hasNews;
  }

  /** The bearer token by which this visitor's ticket is read over HTTP; undefined before there is a ticket. */
  get resume(): string | undefined {
    return this.#resume;
  }

  // ── What a visitor does ────────────────────────────────────────────────────────────────────────────────

  /** Joins; after `vanish` it comes back, with the same key. */
  join(): void {
    if (this.#state.at === "outside" || this.#state.at === "gone") this.#become({ at: "joining" });
    this.#connection.open();
  }

  /** Says goodbye and goes. One whose turn it is ends the visit by it and stays to hear `end`. */
  leave(): void {
    const frame = { action: "leave", room: this.#options.room, key: this.key };
    this.#record({ what: "ask", ask: "leave" });
    this.#connection.send(JSON.stringify(frame));
    if (this.#state.at === "visiting") return;
    this.#go(true);
  }

  /** Goes without a word. */
  vanish(): void {
    this.#go(false);
  }

  /** Loses the connection, as in a tunnel, and comes back by itself. */
  drop(): void {
    this.#connection.drop();
  }

  /** Has no connection for so long: the network fails, or the page is loaded again. */
  beAway(why: AwayWhy, forMs: number): void {
    this.#away = why;
    this.#connection.beAway(forMs, why === "reload" ? "closed" : "cut");
    this.#away = undefined;
  }

  /** Says "I'm here" to a call, or after one that was missed. */
  async confirm(): Promise<Answer> {
    const askedMs = momentMs();
    const wasMissed = this.#state.at === "missed";
    const answer = await this.#desk.post("tickets/me/confirm", this.#resume ?? "");
    this.#record({ what: "confirmed", askedMs, status: answer.status });
    if (!isAccepted(answer.status)) return answer;
    const ticket = readTicket(answer.body);
    if ("why" in ticket) this.#record({ what: "unreadable", why: ticket.why });
    else if (ticket.message.status === "admitted") this.#takeTicket(ticket.message);
    // The next free slot calls again; until then this is waiting as before.
    else if (wasMissed && this.#state.at === "missed") {
      this.#become({ at: "waiting", number: this.#state.number });
    }
    return answer;
  }

  /** The protected action: 201 completes the visit. */
  reserve(email: string, pass = this.#pass()): Promise<Answer> {
    return this.#ask("reservation", "reservations", pass, { email });
  }

  /** Done without having reserved anything: 204 completes the visit. */
  complete(pass = this.#pass()): Promise<Answer> {
    return this.#ask("complete", "visits/complete", pass);
  }

  /** Closes the connection; the state stays what it was. */
  close(): void {
    clearTimeout(this.#rejoin);
    this.#connection.close();
  }

  /** Leaves off in the middle: says goodbye if there is a place to give up, and stops whatever is under way. */
  stop(): void {
    this.#record({ what: "stopped" });
    this.#connection.send(JSON.stringify({ action: "leave", room: this.#options.room, key: this.key }));
    this.#desk.stop();
    this.close();
    this.#become({ at: "gone", politely: true });
  }

  // ── Waiting for something to happen ────────────────────────────────────────────────────────────────────

  /** The state as soon as `reached` holds or nothing more can come, or after `withinMs` whatever it is then: at once if that is past. */
  until(reached: (state: VisitorState) => boolean, withinMs?: number): Promise<VisitorState> {
    if (reached(this.#state) || isFinal(this.#state)) return Promise.resolve(this.#state);
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#watches.delete(watch);
        resolve(this.#state);
      };
      const timer = withinMs === undefined ? undefined : setTimeout(giveUp, Math.max(0, withinMs));
      const watch: Watch = { reached, resolve, timer };
      this.#watches.add(watch);
    });
  }

  /** The state of that name; throws if it is not reached in time. For tests that know what must come. */
  async reaches<At extends VisitorState["at"]>(
    at: At,
    withinMs: number,
  ): Promise<Extract<VisitorState, { at: At }>> {
    const state = await this.until((now) => now.at === at, withinMs);
    if (state.at === at) return state as Extract<VisitorState, { at: At }>;
    throw new Error(`visitor ${this.visitor} is ${JSON.stringify(state)} after ${withinMs} ms, not ${at}`);
  }

  // ── What happens to it ─────────────────────────────────────────────────────────────────────────────────

  #receive(text: string): void {
    this.#options.collector?.onFrame?.(this, text);
    const read = readMessage(text);
    if ("why" in read) {
      this.#record({ what: "unreadable", why: read.why });
      return;
    }
    const { message } = read;
    if ("room" in message && message.room !== this.#options.room) {
      this.#record({ what: "unreadable", why: `${message.type} is for the room ${message.room}` });
      return;
    }
    this.#connection.answered();
    this.#hasNews ||= message.type === "ticket" || message.type === "tick";
    this.#take(message);
    this.#options.onMessage?.(message, momentMs());
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case "ticket":
        this.#takeTicket(message);
        return;
      case "turn": {
        this.#ticksPast = 0;
        const { number, lane, pass } = message;
        const expiresAtMs = onCrowdClock(message.expiresAt);
        this.#record({ what: "turn", number, lane, expiresAtMs });
        if (this.#state.at === "ended") return;
        const sinceMs = this.#state.at === "visiting" ? this.#state.sinceMs : momentMs();
        this.#become({ at: "visiting", number, lane, pass, expiresAtMs, sinceMs });
        return;
      }
      case "end": {
        const { number, outcome } = message;
        this.#record({ what: "end", number, outcome });
        this.#become({ at: "ended", number, outcome, told: true });
        return;
      }
      case "error":
        this.#record({ what: "error", code: message.code, message: message.message });
        this.#takeError(message.code);
        return;
      case "tick":
        this.#takeTick(message);
        return;
      case "call":
        this.#takeCall(message.number, message.confirmBy);
        return;
      case "missed":
        this.#takeMissed(message.number);
        return;
      case "moved":
      case "pong":
        return;
      default:
        message satisfies never;
    }
  }

  #takeTicket(ticket: TicketMessage): void {
    clearTimeout(this.#rejoin);
    this.#ticksPast = 0;
    this.#resume = ticket.resume;
    const { number, status = "waiting", pass } = ticket;
    const expiresAtMs = ticket.expiresAt === undefined ? undefined : onCrowdClock(ticket.expiresAt);
    this.#record({
      what: "ticket",
      number,
      ...(ticket.status && { status: ticket.status }),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    });
    switch (status) {
      case "waiting":
        // A turn may overtake the ticket that it belongs to; it is not undone by it.
        if (this.#state.at === "visiting" || this.#state.at === "ended") return;
        if (ticket.confirmBy !== undefined) this.#takeCall(number, ticket.confirmBy);
        else if (ticket.missedUntil !== undefined) this.#takeMissed(number);
        else if (this.#state.at === "joining") this.#become({ at: "waiting", number });
        return;
      case "admitted": {
        if (this.#state.at === "ended" || pass === undefined || expiresAtMs === undefined) return;
        const before = this.#state.at === "visiting" ? this.#state : undefined;
        const sinceMs = before?.sinceMs ?? momentMs();
        this.#become({ at: "visiting", number, lane: before?.lane, pass, expiresAtMs, sinceMs });
        return;
      }
      default:
        this.#become({ at: "ended", number, outcome: status, told: true });
    }
  }

  #takeCall(number: number, confirmBy: string): void {
    const confirmByMs = onCrowdClock(confirmBy);
    const { at } = this.#state;
    // The same call may be heard again.
    if (this.#state.at === "called" && this.#state.confirmByMs === confirmByMs) return;
    if (at === "visiting" || at === "ended" || at === "gone") return;
    this.#ticksPast = 0;
    this.#record({ what: "call", number, confirmByMs });
    this.#become({ at: "called", number, confirmByMs });
  }

  #takeMissed(number: number): void {
    if (this.#state.at === "missed" || this.#state.at === "ended" || this.#state.at === "gone") return;
    this.#record({ what: "missed", number });
    this.#become({ at: "missed", number });
  }

  #takeTick(tick: TickMessage): void {
    if (this.#state.at === "waiting") this.#estimate(this.#state.number, tick);
    this.#askIfPast(tick.serving);
  }

  /** The first one that can be told, and no other: what a visitor reads on arriving is what is remembered. */
  #estimate(number: number, tick: TickMessage): void {
    if (this.#hasEstimate || tick.state !== "open" || tick.paceSeconds <= 0) return;
    this.#hasEstimate = true;
    this.#record({ what: "estimate", range: waitRange(position(number, tick.serving), tick) });
  }

  /** As the visitor's page does: the line has gone past, and nobody called, so the turn may be lost on its way. */
  #askIfPast(serving: number): void {
    const isPast = this.#state.at === "waiting" && serving > this.#state.number;
    this.#ticksPast = isPast ? this.#ticksPast + 1 : 0;
    if (isPast && this.#ticksPast % limits.ticksPastToAsk === 0) this.#sendJoin();
  }

  #takeError(code: ErrorCode): void {
    switch (code) {
      case "rate_limited":
      case "unavailable":
        this.#joinAgainLater(limits.reconnectMsMin);
        return;
      case "unknown_room":
      case "room_closed":
        if (this.#state.at !== "joining") return;
        this.close();
        this.#become({ at: "refused", code });
        return;
      case "bad_message":
      case "too_large":
        return;
      default:
        code satisfies never;
    }
  }

  #sendJoin(): void {
    if (this.#state.at === "ended") return;
    this.#record({ what: "join" });
    this.#connection.send(JSON.stringify({ action: "join", room: this.#options.room, key: this.key }));
    this.#joinAgainLater(limits.rejoinMs);
  }

  #joinAgainLater(afterMs: number): void {
    clearTimeout(this.#rejoin);
    this.#rejoin = setTimeout(() => this.isConnected && this.#sendJoin(), afterMs);
  }

  #go(politely: boolean): void {
    this.#record({ what: "gone", politely });
    this.close();
    this.#become({ at: "gone", politely });
  }

  #pass(): string {
    return this.#state.at === "visiting" ? this.#state.pass : "";
  }

  async #ask(ask: Ask, path: string, pass: string, body?: unknown): Promise<Answer> {
    const wasEnded = this.#state.at === "ended";
    for (let attempt = 1; ; attempt++) {
      const askedMs = momentMs();
      this.#record({ what: "ask", ask });
      const answer = await this.#desk.post(path, pass, body);
      this.#record({ what: "answer", ask, askedMs, status: answer.status });
      if (isAccepted(answer.status) && this.#state.at === "visiting") {
        this.#become({ at: "ended", number: this.#state.number, outcome: "completed", told: false });
      }
      const again = answer.status === 0 || answer.status === 429 || answer.status >= 500;
      if (!again || attempt >= limits.requestAttemptsMax || this.#desk.isStopped) return answer;
      await this.until(() => false, limits.requestRetryMs * 2 ** attempt);
      if (this.#state.at === "ended" && !wasEnded) return answer;
    }
  }

  #become(state: VisitorState): void {
    const before = this.#state;
    this.#state = state;
    this.#options.onState?.(state, before);
    for (const watch of [...this.#watches]) {
      if (!watch.reached(state) && !isFinal(state)) continue;
      clearTimeout(watch.timer);
      this.#watches.delete(watch);
      watch.resolve(state);
    }
  }

  #record(event: Unstamped<VisitorEvent>): void {
    this.events.push({ atMs: momentMs(), ...event } as VisitorEvent);
  }
}

type Unstamped<Event> = Event extends unknown ? Omit<Event, "atMs"> : never;
