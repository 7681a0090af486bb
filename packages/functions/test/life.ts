// A life that leads the handlers everywhere: what visitors and operators do, and what crashes and silence bring.
import { createHash, randomUUID } from "node:crypto";
import { type Line, limits, type Outcome, type Ticket, type Visit } from "@fairline/core";
import type { TickJob } from "../src/handlers/tickJob.ts";
import {
  type Arrived,
  admitIn,
  arrive,
  disconnectOf,
  joinOf,
  leaveOf,
  newVisitor,
  passOf,
  receiveTurn,
  type Visitor,
} from "./arrivals.ts";
import { adminToken, type Emulators, eventOf, lobbyRecord, siteKey } from "./emulators.ts";
import { gone, inSlot, showsAnother } from "./leftBehind.ts";
import { type Sent, sendTo } from "./requests.ts";
import { until } from "./until.ts";

type Stage = (world: Emulators) => Promise<void>;

/** Each in a room of its own, one after the other. */
export const stages: readonly Stage[] = [
  visitsEnd,
  aLaneRunsDry,
  somebodyJoinsOverHttp,
  whoWasPassedOverComesBack,
  whoStayedAwayTooLongPolls,
  operatorsSignInAndOut,
  operatorsTurnEveryKnob,
  aRoomIsReset,
  turnsComeAgain,
  aTurnFindsANumberWithoutATicket,
  aTurnFindsAnOverdueVisit,
  ticksAreToldAndHeal,
  aTickMendsWhatCrashesLeft,
  aTickSweepsThoseWhoWerePassedOver,
  aTickOfALongLineIsToldByShard,
  visitsThatWereInVain,
  aCallIsAnswered,
  aCallIsMissedAndMadeGood,
  othersAreLetAhead,
  aPlaceMoves,
  somebodyGoesToTheSite,
  aDeploySeedsRooms,
];

async function aDeploySeedsRooms(world: Emulators): Promise<void> {
  await world.invoke("seedRooms", { rooms: { seeded: { slots: 2 } } });
}

async function visitsEnd(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1, slotSeconds: 2, maxVisitSeconds: 4 });
  const [reserves, finishes, leaves, stays] = await fourArrive(world, line);
  const { room } = line;
  await admitIn(world, line, 0);
  const reservation = { token: await passOf(world, reserves), body: { email: "ada@example.org" } };
  await ask(world, `POST /rooms/${room}/reservations`, 201, reservation);
  await ended(world, reserves, "completed");
  await admitIn(world, line, 0);
  await ask(world, `POST /rooms/${room}/visits/complete`, 204, { token: await passOf(world, finishes) });
  await ended(world, finishes, "completed");
  await admitIn(world, line, 0);
  await world.invoke("register", eventOf(leaveOf(room, leaves)));
  await ended(world, leaves, "left");
  await admitIn(world, line, 0);
  const moreTime = { body: { seconds: 1 }, headers: { "fairline-site-key": siteKey } };
  await ask(world, `POST /rooms/${room}/visits/extend`, 200, {
    token: await passOf(world, stays),
    ...moreTime,
  });
  await ended(world, stays, "expired");
}

async function aLaneRunsDry(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 2 });
  const [first = raise()] = await arrive(world, line, 3);
  await admitIn(world, line, 0);
  await admitIn(world, line, 1);
  await world.invoke("register", eventOf(leaveOf(line.room, first)));
  await receiveTurn(world, line, 0);
}

async function somebodyJoinsOverHttp(world: Emulators): Promise<void> {
  const { room } = await world.openRoom();
  const joined = await ask(world, `POST /rooms/${room}/tickets`, 202, { body: { key: randomUUID() } });
  const { resume: token } = (await joined.json()) as { resume: string };
  await ask(world, `GET /rooms/${room}/tickets/me`, 202, { token });
  await world.invoke("register", eventOf(...(await world.receive("Lobby", room))));
  await ask(world, `GET /rooms/${room}/tickets/me`, 200, { token });
  await ask(world, `GET /rooms/${room}`, 200);
  await ask(world, "GET /.well-known/jwks.json", 200);
}

async function whoWasPassedOverComesBack(world: Emulators): Promise<void> {
  const bySocket = await passedOver(world);
  await world.invoke(
    "register",
    eventOf(joinOf(bySocket.line.room, { ...bySocket, connection: randomUUID() })),
  );
  await recalled(world, bySocket.line);
  const byPoll = await passedOver(world);
  const [ticket = raise()] = world.endpoint.framesOf(byPoll.connection, "ticket");
  await ask(world, `GET /rooms/${byPoll.line.room}/tickets/me`, 200, { token: ticket.resume });
  await recalled(world, byPoll.line);
}

async function whoStayedAwayTooLongPolls(world: Emulators): Promise<void> {
  const line = await world.openRoom({ holdSeconds: 10 });
  const { ledger, passes } = world.runtime.ports;
  const { number, key } = await gone(world, line, { seenAtMs: Date.now() - 11_000 });
  await ledger.bindKey(line, key, number);
  await ask(world, `GET /rooms/${line.room}/tickets/me`, 200, { token: await passes.resume(line, key) });
  await hasStatus(world, line, number, "left");
}

async function operatorsSignInAndOut(world: Emulators): Promise<void> {
  await ask(world, "POST /admin/session", 401, { body: { token: "a guess" } });
  const signedIn = await ask(world, "POST /admin/session", 200, { body: { token: adminToken } });
  const headers = { cookie: signedIn.headers.get("set-cookie")?.split(";")[0] ?? raise() };
  await ask(world, "GET /admin/session", 200, { headers });
  await ask(world, "DELETE /admin/session", 204, { headers });
  await ask(world, "GET /openapi.json", 200);
}

async function operatorsTurnEveryKnob(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1 });
  await arrive(world, line, 2);
  const operate = (route: string, body?: unknown) => {
    const [method, action] = route.split(" ");
    return ask(world, `${method} /admin/rooms/${line.room}/${action}`, 200, { token: adminToken, body });
  };
  await operate("GET settings");
  await operate("POST pause");
  const surplus = await receiveTurn(world, line, 0);
  await world.invoke("admit", eventOf(surplus));
  await operate("POST announce", { announcement: "Soon" });
  await operate("POST resume");
  await operate("PUT settings", { slots: 2, tickSeconds: 1 });
  await operate("POST close");
  await world.invoke("register", eventOf(joinOf(line.room, newVisitor())));
  await operate("POST open");
  await operate("POST drain");
  await operate("POST open");
  const { latest } = (await world.runtime.ports.ledger.readRoom(line.room)) ?? raise();
  await operate("POST undo", { id: latest?.id });
  await operate("POST open");
  await operate("GET audit");
  await operate("GET tickets/1");
  await operate("GET live");
  await operate("GET samples");
  await operate("POST preview", { slots: 3 });
  await ask(world, "GET /admin/rooms", 200, { token: adminToken });
  // The turns that resuming and the second slot have brought.
  await admitIn(world, line, 1);
}

async function aRoomIsReset(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1 });
  const [inside = raise(), waiting = raise()] = await arrive(world, line, 2);
  await admitIn(world, line, 0);
  await ask(world, `POST /admin/rooms/${line.room}/reset`, 200, { token: adminToken });
  await ended(world, inside, "left");
  const farewells = (await world.receive("Ticks", line.room)).filter(({ body }) => body.includes("farewell"));
  for (const farewell of farewells) await world.invoke("tick", eventOf(farewell));
  await ended(world, waiting, "left");
  await world.invoke("admit", eventOf(await receiveTurn(world, line, 0)));
  await tick(world, line);
}

async function turnsComeAgain(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1 });
  await arrive(world, line, 2);
  const turn = await admitIn(world, line, 0);
  await world.runtime.ports.turns.hold(turn.receiptHandle, 0);
  const again = await receiveTurn(world, line, 0);
  await world.invoke("admit", eventOf(again));
  // One that finds the slot taken comes back later.
  const other = { ...again, messageId: "of another turn" };
  if ((await world.invokeBatch("admit", eventOf(other))).length !== 1) raise();
}

async function aTurnFindsANumberWithoutATicket(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 2 });
  await world.runtime.ports.ledger.issue(line, 1);
  await arrive(world, line, 1);
  await admitIn(world, line, 0);
  await hasStatus(world, line, 1, "void");
}

async function aTurnFindsAnOverdueVisit(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1 });
  const overdue = await inSlot(world, line, { expiresAtMs: Date.now() - limits.overdueAllowanceMs - 1 });
  await showsAnother(world, overdue);
  await arrive(world, line, 1);
  await admitIn(world, line, 0);
  await ended(world, overdue, "expired");
  await hasStatus(world, line, 2, "admitted");
}

async function ticksAreToldAndHeal(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1, state: "paused" });
  const [away = raise(), there = raise()] = await arrive(world, line, 2);
  world.endpoint.hangUp(away.connection);
  await world.invoke("admit", eventOf(await receiveTurn(world, line, 0)));
  const { ledger } = world.runtime.ports;
  const record = (await ledger.readRoom(line.room)) ?? raise();
  const settings = { ...record.settings, state: "open" } as const;
  await ledger.writeRoom(line.room, { ...record, settings, version: 2 }, 1);
  await world.invoke("scheduleTicks", {});
  await tick(world, line);
  await until("the news", () => world.endpoint.framesOf(there.connection, "tick").length === 1);
  await admitIn(world, line, 0);
}

async function aTickMendsWhatCrashesLeft(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 3, graceSeconds: 1 });
  const agoMs = Date.now() - limits.strandedAfterMs - 100;
  const stranded = await inSlot(world, line, { lane: 0, token: false, expiresAtMs: agoMs + 60_000 });
  const overdue = await inSlot(world, line, { lane: 1, expiresAtMs: agoMs - limits.overdueAllowanceMs });
  const silent = await inSlot(world, line, { lane: 2, connections: [], seenAtMs: agoMs });
  await world.runtime.ports.ledger.markAway(line, 2, silent, agoMs);
  await tick(world, line);
  await until("the call", () => world.endpoint.framesOf(stranded.connection, "turn").length === 1);
  await ended(world, overdue, "expired");
  await hasStatus(world, line, silent.number, "noshow");
}

async function aTickSweepsThoseWhoWerePassedOver(world: Emulators): Promise<void> {
  const line = await world.openRoom({ holdSeconds: 10 });
  const { ledger } = world.runtime.ports;
  const lost = await gone(world, line, { seenAtMs: Date.now() - 11_000 });
  const back = await gone(world, line, { polledUntilMs: Date.now() + 60_000 });
  for (const { number } of [lost, back]) await ledger.addPassedOver(line, number, Date.now() - 11_000);
  await tick(world, line);
  await hasStatus(world, line, lost.number, "left");
  await recalled(world, line);
}

async function aTickOfALongLineIsToldByShard(world: Emulators): Promise<void> {
  const line = await world.openRoom();
  const [visitor = raise()] = await arrive(world, line, 1);
  await world.runtime.ports.ledger.issue(line, limits.broadcastInlineMax + 1);
  await tick(world, line);
  const jobs = (await world.receive("Ticks", line.room)).filter(({ body }) => body.includes("broadcast"));
  for (const job of jobs) await world.invoke("tick", eventOf(job));
  await until("the news", () => world.endpoint.framesOf(visitor.connection, "tick").length === 1);
}

/** What state machines hand to their functions when something has come in between. */
async function visitsThatWereInVain(world: Emulators): Promise<void> {
  const line = await world.openRoom();
  const settle = (visit: Visit, ended: object) => world.invoke("settleVisit", { visit: { ...visit, ended } });
  const failed = { Error: "Lambda.ServiceException", Cause: "" };

  const returning = await inSlot(world, line, { isOpened: false });
  await settle(returning.visit, failed);
  await hasStatus(world, line, returning.number, "waiting");

  const unheard = await inSlot(world, line, { isOpened: false });
  await settle(unheard.visit, { outcome: "noshow" });
  await hasStatus(world, line, unheard.number, "noshow");

  const elsewhere = await inSlot(world, line);
  await showsAnother(world, elsewhere);
  await settle(elsewhere.visit, { outcome: "left" });
  await ended(world, elsewhere, "left");

  await world.invoke("openVisit", { visit: elsewhere.visit, taskToken: randomUUID() });
  const deaf = await inSlot(world, line, { isOpened: false });
  world.endpoint.hangUp(deaf.connection);
  await world.invoke("openVisit", { visit: deaf.visit, taskToken: randomUUID() });
}

async function aCallIsAnswered(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1, confirm: true });
  const called = await calledIn(world, line);
  const mine = `/rooms/${line.room}/tickets/me`;
  const { token } = called;
  await ask(world, `GET ${mine}`, 200, { token });
  await ask(world, `POST ${mine}/confirm`, 200, { token });
  await passOf(world, called);
  await ask(world, `DELETE ${mine}`, 204, { token });
  await ended(world, called, "left");
}

async function aCallIsMissedAndMadeGood(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1, confirm: true, graceSeconds: 1 });
  const called = await calledIn(world, line);
  await untilTick(world, line, () => world.endpoint.framesOf(called.connection, "missed").length > 0);
  await hasStatus(world, line, called.number, "waiting");
  await ask(world, `POST /rooms/${line.room}/tickets/me/confirm`, 200, called);
  await admitIn(world, line, 0);
  await untilTick(world, line, () => world.endpoint.framesOf(called.connection, "end").length > 0);
  await ended(world, called, "noshow");
}

async function othersAreLetAhead(world: Emulators): Promise<void> {
  const line = await world.openRoom({ slots: 1 });
  const [first = raise(), second = raise()] = await arrive(world, line, 2);
  const token = tokenOf(world, first);
  await ask(world, `POST /rooms/${line.room}/tickets/me/defer`, 200, { token, body: { places: 1 } });
  await admitIn(world, line, 0);
  await passOf(world, second);
  await tick(world, line);
  await recalled(world, line);
}

async function aPlaceMoves(world: Emulators): Promise<void> {
  const line = await world.openRoom();
  const [holder = raise()] = await arrive(world, line, 1);
  const offer = await ask(world, `POST /rooms/${line.room}/tickets/me/handover`, 201, {
    token: tokenOf(world, holder),
  });
  const { code } = (await offer.json()) as { code: string };
  const phone = newVisitor();
  await ask(world, `POST /rooms/${line.room}/handovers`, 200, { body: { code, key: phone.key } });
  await world.invoke("register", eventOf(joinOf(line.room, phone)));
  await world.invoke("register", eventOf(joinOf(line.room, { ...newVisitor(), key: holder.key })));
}

async function somebodyGoesToTheSite(world: Emulators): Promise<void> {
  const returnTo = "https://shop.example/";
  const { room, run } = await world.openRoom({ slots: 1, returnAddresses: [returnTo] });
  const [visitor = raise()] = await arrive(world, { room, run }, 1);
  await admitIn(world, { room, run }, 0);
  const verifier = "v".repeat(43);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const departure = await ask(world, `POST /rooms/${room}/codes`, 201, {
    token: await passOf(world, visitor),
    body: { returnTo, challenge },
  });
  const { code } = (await departure.json()) as { code: string };
  const arrival = await ask(world, `POST /rooms/${room}/passes`, 201, { body: { code, verifier } });
  const { pass: token } = (await arrival.json()) as { pass: string };
  await ask(world, `POST /rooms/${room}/visits/renew`, 200, { token });
}

/** Somebody who is to say "I'm here" now. */
async function calledIn(world: Emulators, line: Line): Promise<Arrived & { readonly token: string }> {
  const [visitor = raise()] = await arrive(world, line, 1);
  await admitIn(world, line, 0);
  await until("the call", () => world.endpoint.framesOf(visitor.connection, "call").length > 0);
  return { ...visitor, token: tokenOf(world, visitor) };
}

function tokenOf(world: Emulators, { connection }: Visitor): string {
  const [ticket = raise()] = world.endpoint.framesOf(connection, "ticket");
  return ticket.resume;
}

/** The first of two is away when a turn is used, and the second has the slot. */
async function passedOver(world: Emulators): Promise<Arrived & { readonly line: Line }> {
  const line = await world.openRoom({ slots: 2 });
  const [first = raise()] = await arrive(world, line, 2);
  await world.invoke("register", eventOf(disconnectOf(first)));
  await admitIn(world, line, 0);
  return { ...first, line };
}

async function recalled(world: Emulators, line: Line): Promise<void> {
  const { ledger } = world.runtime.ports;
  await until("the recall", async () => (await ledger.readGate(line)).recalled.length === 1);
}

let dueSeconds = 0;
async function tick(world: Emulators, line: Line): Promise<void> {
  dueSeconds += 5;
  const job: TickJob = { job: "tick", ...line, dueSeconds, tickSeconds: 5 };
  await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
}

async function untilTick(world: Emulators, line: Line, isSo: () => boolean): Promise<void> {
  await until("what a tick brings about", async () => {
    await tick(world, line);
    return isSo();
  });
}

async function ask(world: Emulators, route: string, status: number, sent: Sent = {}): Promise<Response> {
  const response = await sendTo(world.app, route, sent);
  if (response.status !== status) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return response;
}

function ended(world: Emulators, { connection }: Visitor, outcome: Outcome): Promise<unknown> {
  return until(`the end: ${outcome}`, () =>
    world.endpoint.framesOf(connection, "end").some((end) => end.outcome === outcome),
  );
}

function hasStatus(world: Emulators, line: Line, number: number, status: Ticket["status"]): Promise<unknown> {
  const { ledger } = world.runtime.ports;
  return until(
    `${number} is ${status}`,
    async () => (await ledger.readTicket(line, number))?.status === status,
  );
}

async function fourArrive(world: Emulators, line: Line): Promise<[Arrived, Arrived, Arrived, Arrived]> {
  const [a = raise(), b = raise(), c = raise(), d = raise()] = await arrive(world, line, 4);
  return [a, b, c, d];
}

function raise(): never {
  throw new Error("it was not there");
}
