import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerMessage } from "@fairline/core";
import { type WebSocket, WebSocketServer } from "ws";

/** How the room misbehaves. */
export interface Faults {
  /** Takes in so many more than it has slots. */
  readonly extraSlots?: number;
  /** Calls the last one first. */
  readonly reversed?: boolean;
  /** Never calls this number. */
  readonly forgets?: number;
  /** Cuts each connection once, as soon as the ticket is out. */
  readonly dropsOnce?: boolean;
  /** Gives a new number to whoever comes back. */
  readonly forgetsKeys?: boolean;
  /** Accepts reservations after the visit. */
  readonly acceptsLate?: boolean;
  /** The message with which a number is called gets lost. */
  readonly losesTurnOf?: number;
  /** Says each turn twice. */
  readonly repeatsTurns?: boolean;
  /** Sends a frame that the contract does not know. */
  readonly babbles?: boolean;
  /** Refuses every "I'm here". */
  readonly refusesConfirming?: boolean;
}

/** Whoever is called has to say "I'm here" within this time, and has a second chance for as long again. */
export interface Calling {
  readonly graceMs?: number;
}

interface Ticket {
  readonly number: number;
  status: "waiting" | "admitted" | "completed" | "expired" | "left" | "noshow";
  socket: WebSocket | undefined;
  lane?: number;
  pass?: string;
  expiresAt?: string;
  /** A call that stands. */
  confirmBy?: string | undefined;
  /** A call was missed; nobody calls before "I'm here" is said. */
  missedUntil?: string | undefined;
  calls: number;
  timer?: NodeJS.Timeout;
}

/** A room in memory, as small as one can be: it serves the lowest number that is there, unless told otherwise. */
export class FakeRoom {
  readonly reservations: string[] = [];
  /** What whoever has this key was heard to do. */
  readonly deeds = new Map<string, string[]>();
  readonly #faults: Faults;
  readonly #slots: number;
  readonly #slotSeconds: number;
  readonly #graceMs: number | undefined;
  readonly #byKey = new Map<string, Ticket>();
  readonly #lanes = new Map<number, Ticket>();
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  readonly #sockets = new WebSocketServer({ server: this.#server, path: "/ws" });
  #issued = 0;
  #ticks: NodeJS.Timeout | undefined;

  constructor({
    slots = 2,
    slotSeconds = 1,
    graceMs,
    ...faults
  }: Faults & Calling & { slots?: number; slotSeconds?: number } = {}) {
    this.#graceMs = graceMs;
    this.#slots = slots;
    this.#slotSeconds = slotSeconds;
    this.#faults = faults;
  }

  async open(): Promise<this> {
    this.#sockets.on("connection", (socket) => {
      socket.on("message", (data) => this.#hear(socket, JSON.parse(data.toString())));
    });
    this.#ticks = setInterval(() => {
      for (const socket of this.#sockets.clients)
        socket.send(JSON.stringify({ type: "tick", ...this.#snapshot() }));
    }, 100);
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections there are. */
  get present(): number {
    return this.#sockets.clients.size;
  }

  get issued(): number {
    return this.#issued;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticks);
    for (const ticket of this.#byKey.values()) clearTimeout(ticket.timer);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hear(socket: WebSocket, frame: { action: string; key: string }): void {
    const known = this.#byKey.get(frame.key);
    this.#note(frame.key, frame.action);
    if (frame.action === "leave") {
      if (known?.status === "waiting") known.status = "left";
      else if (known) this.#end(known, "left");
      return;
    }
    if (this.#faults.babbles) socket.send('{"type":"weather"}');
    const isBack = known !== undefined && !this.#faults.forgetsKeys;
    const ticket: Ticket = isBack ? known : { number: ++this.#issued, status: "waiting", socket, calls: 0 };
    ticket.socket = socket;
    this.#byKey.set(frame.key, ticket);
    this.#send(ticket, this.#ticketMessage(ticket, isBack));
    if (this.#faults.dropsOnce && known === undefined) socket.close();
    this.#admit();
  }

  #ticketMessage(ticket: Ticket, isBack: boolean) {
    const { number, status, pass, expiresAt, confirmBy, missedUntil } = ticket;
    return {
      type: "ticket" as const,
      ...this.#snapshot(),
      number,
      resume: `resume-${number}`,
      ...(isBack && { status, ...(status === "admitted" && { pass, expiresAt }), confirmBy, missedUntil }),
    };
  }

  #admit(): void {
    const waiting = [...this.#byKey.values()]
      .filter((ticket) => ticket.status === "waiting" && ticket.socket?.readyState === 1)
      .filter((ticket) => ticket.number !== this.#faults.forgets)
      .filter((ticket) => ticket.confirmBy === undefined && ticket.missedUntil === undefined)
      .sort((a, b) => (a.number - b.number) * (this.#faults.reversed ? -1 : 1));
    const lanes = this.#slots + (this.#faults.extraSlots ?? 0);
    for (let lane = 0; lane < lanes; lane++) {
      const ticket = this.#lanes.has(lane) ? undefined : waiting.shift();
      if (ticket === undefined) continue;
      if (this.#graceMs === undefined) this.#letIn(ticket, lane);
      else this.#call(ticket, lane, this.#graceMs);
    }
  }

  #call(ticket: Ticket, lane: number, graceMs: number): void {
    const confirmBy = new Date(Date.now() + graceMs).toISOString();
    ticket.calls += 1;
    ticket.lane = lane;
    ticket.confirmBy = confirmBy;
    ticket.timer = setTimeout(() => this.#miss(ticket, graceMs), graceMs);
    this.#lanes.set(lane, ticket);
    this.#send(ticket, { type: "call", room: "demo", number: ticket.number, confirmBy });
  }

  #miss(ticket: Ticket, graceMs: number): void {
    ticket.confirmBy = undefined;
    this.#lanes.delete(ticket.lane as number);
    if (ticket.calls > 1) this.#giveUp(ticket);
    else {
      const missedUntil = new Date(Date.now() + graceMs).toISOString();
      ticket.missedUntil = missedUntil;
      ticket.timer = setTimeout(() => this.#giveUp(ticket), graceMs);
      this.#send(ticket, { type: "missed", room: "demo", number: ticket.number, missedUntil });
    }
    this.#admit();
  }

  #giveUp(ticket: Ticket): void {
    ticket.status = "noshow";
    this.#send(ticket, { type: "end", room: "demo", number: ticket.number, outcome: "noshow" });
  }

  #confirm(ticket: Ticket): [number, unknown] {
    if (ticket.status !== "waiting" || this.#faults.refusesConfirming) return [409, {}];
    clearTimeout(ticket.timer);
    const wasCalled = ticket.confirmBy !== undefined;
    ticket.confirmBy = undefined;
    ticket.missedUntil = undefined;
    if (wasCalled) this.#letIn(ticket, ticket.lane as number);
    const message = this.#ticketMessage(ticket, true);
    this.#admit();
    return [200, message];
  }

  #letIn(ticket: Ticket, lane: number): void {
    ticket.status = "admitted";
    ticket.lane = lane;
    ticket.pass = `pass-${ticket.number}`;
    ticket.expiresAt = new Date(Date.now() + this.#slotSeconds * 1000).toISOString();
    ticket.timer = setTimeout(() => this.#end(ticket, "expired"), this.#slotSeconds * 1000);
    this.#lanes.set(lane, ticket);
    const { number, pass, expiresAt } = ticket;
    if (number === this.#faults.losesTurnOf) return;
    for (let times = this.#faults.repeatsTurns ? 2 : 1; times > 0; times--) {
      this.#send(ticket, { type: "turn", room: "demo", number, lane, pass, expiresAt });
    }
  }

  #end(ticket: Ticket, outcome: "completed" | "expired" | "left"): void {
    if (ticket.status !== "admitted") return;
    ticket.status = outcome;
    clearTimeout(ticket.timer);
    this.#lanes.delete(ticket.lane as number);
    this.#send(ticket, { type: "end", room: "demo", number: ticket.number, outcome });
    this.#admit();
  }

  #send(ticket: Ticket, message: ServerMessage): void {
    ticket.socket?.send(JSON.stringify(message));
  }

  async #answer(request: IncomingMessage): Promise<[number, unknown]> {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url === "/rooms/demo") return [200, { type: "tick", ...this.#snapshot() }];
    const resumed = [...this.#byKey.values()].find(
      ({ number }) => request.headers.authorization === `Bearer resume-${number}`,
    );
    if (resumed !== undefined && request.url === "/rooms/demo/tickets/me/confirm")
      return this.#confirm(resumed);
    const ticket = [...this.#byKey.values()].find(
      ({ pass }) => request.headers.authorization === `Bearer ${pass}`,
    );
    if (ticket === undefined) return [request.url?.startsWith("/rooms/demo/") ? 401 : 404, {}];
    if (ticket.status === "completed") return [409, {}];
    if (ticket.status !== "admitted" && !this.#faults.acceptsLate) return [410, {}];
    const isReservation = request.url === "/rooms/demo/reservations";
    if (isReservation) this.reservations.push(JSON.parse(body).email);
    const [key = ""] = [...this.#byKey].find(([, one]) => one === ticket) ?? [];
    this.#note(key, isReservation ? JSON.parse(body).email : "complete");
    this.#end(ticket, "completed");
    return isReservation ? [201, {}] : [200, {}];
  }

  #note(key: string, deed: string): void {
    this.deeds.set(key, [...(this.deeds.get(key) ?? []), deed]);
  }

  #snapshot() {
    const tickets = [...this.#byKey.values()];
    const waiting = tickets.filter(({ status }) => status === "waiting");
    return {
      room: "demo",
      serving: Math.min(this.#issued + 1, ...waiting.map(({ number }) => number)),
      issued: this.#issued,
      waiting: waiting.length,
      active: this.#lanes.size,
      paceSeconds: 0.3,
      paceSecondsP90: 0.9,
      state: "open" as const,
      nextTickSeconds: 1,
      at: new Date().toISOString(),
      title: "Demo",
      slots: this.#slots,
      slotSeconds: this.#slotSeconds,
      tickSeconds: 1,
      graceSeconds: 15,
      holdSeconds: 120,
    };
  }
}
