/**
 * A room that plays a script, over real HTTP and a real WebSocket. It serves the built page, so that every stage can be
 * looked at without the real server: `node packages/web/test/fakeRoom.ts 4173`, then open `/r/<stage>`.
 */
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { ServerMessage, Snapshot } from "@fairline/core";
import { type WebSocket, WebSocketServer } from "ws";

const dist = join(import.meta.dirname, "../dist");
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The code by which a place moves: `/r/waiting#move=…`. Any other is over. */
export const moveCode = "takes-the-place1";

/** The room `site` stands before this page of the fake room's own. */
const sitePage = "http://127.0.0.1:4173/shop";

/** What the script does to a visitor who joins the room of that name. */
const scripts: Record<string, (room: FakeVisitor) => void> = {
  demo: (visitor) => visitor.wait(7, 3),
  waiting: (visitor) => visitor.wait(24, 1),
  long: (visitor) => visitor.wait(128_430, 1),
  next: (visitor) => visitor.wait(8, 8),
  news: (visitor) =>
    visitor.wait(312, 27, { announcement: "Sector B is sold out. Sectors A and C are still on sale." }),
  paused: (visitor) => visitor.wait(40, 12, { state: "paused" }),
  shut: (visitor) => visitor.wait(40, 12, { state: "closed" }),
  called: (visitor) => visitor.call(15),
  lastchance: (visitor) => visitor.call(15, true),
  missed: (visitor) => visitor.miss(90),
  moved: (visitor) => visitor.move(),
  turn: (visitor) => visitor.turn(48),
  lastseconds: (visitor) => visitor.turn(9),
  site: (visitor) => visitor.turn(48),
  completed: (visitor) => visitor.end("completed"),
  expired: (visitor) => visitor.end("expired"),
  left: (visitor) => visitor.end("left"),
  noshow: (visitor) => visitor.end("noshow"),
  closed: (visitor) => visitor.refuse("room_closed"),
  busy: (visitor) => visitor.refuse("rate_limited"),
  unknown: (visitor) => visitor.refuse("unknown_room"),
  silent: () => {},
  dropped: (visitor) => {
    visitor.wait(24, 9);
    setTimeout(() => visitor.drop(), 300);
  },
};

interface FakeVisitor {
  wait(number: number, serving: number, extra?: Partial<Extract<ServerMessage, { type: "tick" }>>): void;
  call(seconds: number, lastChance?: true): void;
  miss(seconds: number): void;
  move(): void;
  turn(seconds: number): void;
  end(outcome: "completed" | "expired" | "left" | "noshow"): void;
  refuse(code: "room_closed" | "rate_limited" | "unknown_room"): void;
  /** Ends the connection, and lets none in from then on. */
  drop(): void;
}

export interface FakeRoom {
  readonly address: string;
  readonly joins: readonly { room: string; key: string }[];
  close(): Promise<void>;
}

export async function startFakeRoom(port = 0): Promise<FakeRoom> {
  const joins: { room: string; key: string }[] = [];
  const refusing = new Set<string>();
  const http = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ server: http, path: "/ws" });
  sockets.on("connection", (socket) => {
    if (refusing.size > 0) return socket.terminate();
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { action: string; room: string; key: string };
      if (message.action === "ping") return tell(socket, { type: "pong" });
      if (message.action === "leave")
        return tell(socket, { type: "end", room: message.room, number: 7, outcome: "left" });
      joins.push({ room: message.room, key: message.key });
      const visitor = fakeVisitor(socket, message.room, refusing);
      (scripts[message.room] ?? scripts.unknown)?.(visitor);
    });
  });
  await new Promise<void>((ready) => http.listen(port, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    joins,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => closed());
        http.closeAllConnections();
      }),
  };
}

type Ticket = Extract<ServerMessage, { type: "ticket" }>;

/** The last ticket that each room told: what it says over HTTP, too. */
const told = new Map<string, Ticket>();

function ticketOf(room: string, number: number, serving: number, more: Partial<Ticket> = {}): Ticket {
  const ticket: Ticket = {
    type: "ticket",
    room,
    number,
    serving,
    issued: number + 20,
    slots: 3,
    slotSeconds: 60,
    tickSeconds: 2,
    state: "open",
    resume: "resume",
    at: new Date().toISOString(),
    ...more,
  };
  told.set(room, ticket);
  return ticket;
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

function fakeVisitor(socket: WebSocket, room: string, refusing: Set<string>): FakeVisitor {
  const ticket = (number: number, serving: number, more?: Partial<Ticket>) =>
    ticketOf(room, number, serving, more);
  return {
    wait(number, serving, extra = {}) {
      tell(socket, ticket(number, serving));
      let now = serving;
      const tick = () => {
        const tickMessage = { ...snapshotOf(room), serving: now, issued: number + 20, ...extra };
        tell(socket, { ...tickMessage, type: "tick" });
        now = Math.min(number, now + (extra.state === undefined && number !== serving ? 1 : 0));
      };
      tick();
      const timer = setInterval(tick, 2000);
      socket.on("close", () => clearInterval(timer));
    },
    call(seconds, lastChance) {
      const call = { confirmBy: inSeconds(seconds), ...(lastChance && { lastChance }) };
      tell(socket, ticket(7, 8, { status: "waiting", ...call }));
    },
    miss(seconds) {
      const missed = { missedUntil: inSeconds(seconds), lastChance: true } as const;
      tell(socket, ticket(7, 8, { status: "waiting", ...missed }));
    },
    move: () => tell(socket, { type: "moved", room, number: 7 }),
    turn: (seconds) =>
      tell(socket, ticket(7, 8, { status: "admitted", pass: "pass", expiresAt: inSeconds(seconds) })),
    end: (outcome) => tell(socket, ticket(7, 8, { status: outcome })),
    refuse: (code) => tell(socket, { type: "error", code, message: `refused: ${code}` }),
    drop() {
      refusing.add(room);
      socket.terminate();
      setTimeout(() => refusing.delete(room), 6000);
    },
  };
}

function tell(socket: WebSocket, message: ServerMessage) {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

function snapshotOf(room: string): Snapshot {
  return {
    type: "tick",
    room,
    title: "Demo ticket sale",
    slots: 20,
    slotSeconds: 60,
    tickSeconds: 2,
    graceSeconds: 15,
    holdSeconds: 120,
    confirm: false,
    draining: false,
    serving: 3,
    issued: 27,
    waiting: 24,
    active: 11,
    paceSeconds: 5,
    paceSecondsP90: 8,
    state: room === "closed" ? "closed" : "open",
    ...(room === "site" && { returnTo: sitePage }),
    nextTickSeconds: 2,
    at: new Date().toISOString(),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? "/", "http://here");
  const parts = pathname.split("/").filter(Boolean);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  if (parts[0] === "rooms" && parts[1] !== undefined)
    return answerRoom(`${request.method} ${parts.slice(2).join("/")}`, parts[1], body, response);
  const file = normalize(join(dist, pathname));
  const found = file.startsWith(dist) && extname(file) !== "" && existsSync(file);
  const served = found ? file : join(dist, "index.html");
  response.writeHead(200, {
    "content-type": types[extname(served)] ?? "application/octet-stream",
    "content-security-policy": policy,
  });
  createReadStream(served).pipe(response);
}

function answerRoom(asked: string, room: string, body: Record<string, unknown>, response: ServerResponse) {
  if (scripts[room] === undefined || room === "unknown") return problem(response, 404, "unknown_room");
  const { number, serving } = told.get(room) ?? ticketOf(room, 24, 9);
  const ticket = (more?: Partial<Ticket>) => json(response, 200, ticketOf(room, number, serving, more));
  switch (asked) {
    case "GET ":
      return json(response, 200, snapshotOf(room));
    case "POST tickets":
      return json(response, 202, { room, resume: "resume" });
    case "GET tickets/me":
      return json(response, 200, { ...told.get(room), at: inSeconds(0) });
    case "DELETE tickets/me":
    case "POST visits/complete":
      return response.writeHead(204).end();
    case "POST tickets/me/confirm":
      if (room === "missed") return ticket({ status: "waiting", lastChance: true });
      return ticket({ status: "admitted", pass: "pass", expiresAt: inSeconds(48) });
    case "POST tickets/me/defer":
      if (room === "next") return problem(response, 409, "nobody_behind");
      return ticket({ deferredTo: number + Number(body.places) });
    case "POST tickets/me/handover":
      return json(response, 201, { code: moveCode, expiresAt: inSeconds(600) });
    case "POST handovers":
      return body.code === moveCode ? ticket() : problem(response, 410, "handover_over");
    case "POST codes": {
      const { returnTo } = body;
      if (typeof returnTo !== "string" || !returnTo.startsWith(sitePage))
        return problem(response, 422, "invalid", [{ field: "returnTo", message: "is not allowed" }]);
      const location = `${returnTo}?fairline-code=code`;
      return json(response, 201, { code: "code", location, expiresAt: inSeconds(60) });
    }
    case "POST reservations":
      if (String(body.email).includes("@")) return json(response, 201, {});
      return problem(response, 422, "bad_email", [{ field: "email", message: "must be an e-mail address" }]);
    default:
      return problem(response, 404, "not_found");
  }
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: string, errors?: unknown[]) {
  const body = { type: "about:blank", title: code, status, code, errors };
  response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify(body));
}

if (process.argv[1] === import.meta.filename) {
  const room = await startFakeRoom(Number(process.argv[2] ?? 4173));
  console.log(`${room.address}/r/demo, /r/${Object.keys(scripts).join(", /r/")}`);
}
