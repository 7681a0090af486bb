import { type ServerMessage, Snapshot } from "@fairline/core";
import { createStore } from "zustand/vanilla";
import { ask } from "../answer.ts";
import type { Clock, Http, Memory, OnWake, OpenSocket } from "../ports.ts";
import { placeAt, worthSaying } from "./line.ts";
import { ownTicket } from "./ownTicket.ts";
import { type KeptPlace, keptPlace } from "./place.ts";
import { completeVisit, reserve } from "./requests.ts";
import { createServerClock } from "./serverClock.ts";
import type { VisitorState, VisitorStore } from "./state.ts";
import {
  afterMessage,
  type Hearing,
  isOver,
  lineOf,
  mayHaveMissedTurn,
  numberOf,
  type Request,
  type Visit,
} from "./visit.ts";
import { createWire } from "./wire.ts";

/** What the store needs from the world. */
export interface VisitorWorld {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly http: Http;
  readonly openSocket: OpenSocket;
  readonly onWake: OnWake;
  readonly newKey: () => string;
}

const beatMs = 1000;
const foundShownMs = 4000;
/** A join without an answer is sent again after this long; the wait doubles each time. Joining twice is harmless. */
const joinAnswerMs = 15_000;
const joinAnswerMsMax = 120_000;
/** How often a closed room is looked at. */
const closedLookMs = 15_000;

export function createVisitorStore(room: string, world: VisitorWorld): VisitorStore {
  const { clock, http } = world;
  const snapshotPath = `/rooms/${encodeURIComponent(room)}`;
  const kept: KeptPlace = keptPlace(world.memory, room, world.newKey);
  const own = ownTicket(http, room);
  const store = createStore<VisitorState>(() => ({
    room,
    visit: { stage: "connecting" },
    link: { link: "opening", sinceMs: clock.nowMs() },
    transport: "socket",
    acting: true,
    early: undefined,
    handover: { kind: "none" },
    deferral: { kind: "none" },
    facts: {},
    announcement: "",
    nowMs: clock.nowMs(),
    said: undefined,
    ignoredFrames: 0,
  }));
  const { getState, setState } = store;

  const wire = createWire(clock, world.openSocket, { opened, heard, lost });
  const serverClock = createServerClock();
  let key = "";
  let resume: string | undefined;
  let leaving = false;
  let joinAgainAtMs = Number.POSITIVE_INFINITY;
  let joinWaitMs = joinAnswerMs;
  let lookAtMs = 0;

  function opened() {
    const nowMs = clock.nowMs();
    setState(({ link }) => ({ link: { link: link.link === "lost" ? "found" : "up", sinceMs: nowMs } }));
    if (leaving) sendLeave();
    else join(joinAnswerMs);
  }

  function sendJoin() {
    wire.send({ action: "join", room, key });
  }

  function join(answerMs: number) {
    sendJoin();
    joinWaitMs = answerMs;
    joinAgainAtMs = clock.nowMs() + answerMs;
  }

  function sendLeave() {
    if (!wire.send({ action: "leave", room, key })) return;
    leaving = false;
    wire.close();
  }

  function lost() {
    setState(({ link }) => (link.link === "lost" ? {} : { link: { link: "lost", sinceMs: clock.nowMs() } }));
  }

  function heard(message: ServerMessage | undefined) {
    if (message === undefined) {
      setState(({ ignoredFrames }) => ({ ignoredFrames: ignoredFrames + 1 }));
      return;
    }
    if ("room" in message && message.room !== room) return;
    if ("at" in message) serverClock.learn(message.at, clock.nowMs());
    if (answersJoin(message)) joinAgainAtMs = Number.POSITIVE_INFINITY;
    if (message.type === "ticket") {
      const { slots, slotSeconds, tickSeconds } = message;
      resume = message.resume;
      setState(({ facts }) => ({ facts: { ...facts, slots, slotSeconds, tickSeconds } }));
    }
    if (message.type === "tick") setState({ announcement: message.announcement ?? "" });
    const before = getState().visit;
    goTo(afterMessage(before, message, hearing()));
    if (mayHaveMissedTurn(before, getState().visit)) sendJoin();
  }

  function hearing(): Hearing {
    return { nowMs: clock.nowMs(), clockAheadMs: serverClock.aheadMs(), since: kept.since };
  }

  function goTo(visit: Visit) {
    const before = getState().visit;
    if (visit === before) return;
    const line = lineOf(visit);
    if (line !== undefined && lineOf(before)?.number !== line.number)
      kept.keepSince(line.number, line.firstPlace, line.sinceMs);
    setState({ visit });
    speak();
    if (isOver(visit) && !leaving) wire.close();
    if (visit.stage === "left" && visit.why === "elsewhere") void askWhetherReset(numberOf(before));
    if (visit.stage === "closed") lookAtMs = clock.nowMs() + closedLookMs;
  }

  function speak() {
    const { visit, said } = getState();
    const nowMs = clock.nowMs();
    if (visit.stage !== "waiting") {
      if (said !== undefined) setState({ said: undefined });
      return;
    }
    const place = placeAt(visit.line, nowMs);
    if (worthSaying(said, place, nowMs)) setState({ said: { place, atMs: nowMs } });
  }

  /** Everything that time alone brings about. */
  function beat() {
    const nowMs = clock.nowMs();
    const { visit, link } = getState();
    setState({ nowMs });
    if (link.link === "found" && nowMs - link.sinceMs >= foundShownMs)
      setState({ link: { link: "up", sinceMs: nowMs } });
    if (visit.stage === "turn" && nowMs >= visit.expiresAtMs && visit.request.kind !== "sent")
      goTo({ stage: "expired" });
    if (visit.stage === "trouble" && nowMs >= visit.retryAtMs) retry();
    if (visit.stage === "closed" && visit.line === undefined && nowMs >= lookAtMs) void look();
    if ((visit.stage === "connecting" || numberOf(visit) !== undefined) && nowMs >= joinAgainAtMs)
      join(Math.min(joinWaitMs * 2, joinAnswerMsMax));
    wire.beat(lineOf(visit)?.nextTickSeconds ?? 0);
    speak();
  }

  /** Reads the room's snapshot: its title at first paint, and whether a closed room has opened. */
  async function look() {
    lookAtMs = clock.nowMs() + closedLookMs;
    const answer = await ask(http, snapshotPath);
    if (!answer.ok) {
      if (answer.status === 404 && answer.problem !== undefined && getState().visit.stage === "connecting")
        goTo({ stage: "unknown" });
      return;
    }
    const snapshot = Snapshot.safeParse(answer.body);
    if (!snapshot.success) return;
    const { title, slots, slotSeconds, tickSeconds, holdSeconds, announcement = "", state } = snapshot.data;
    const { waiting, active, paceSeconds, paceSecondsP90 } = snapshot.data;
    const early = { waiting, active, state, paceSeconds, paceSecondsP90 };
    setState({ facts: { title, slots, slotSeconds, tickSeconds, holdSeconds }, announcement, early });
    const { visit } = getState();
    if (visit.stage === "closed" && visit.line === undefined && state !== "closed") retry();
  }

  /** A reset ends every place as if its visitor had left. The room tells: it has not given out the number any more. */
  async function askWhetherReset(number: number | undefined) {
    if (number === undefined) return;
    const answer = await ask(http, snapshotPath, { cache: "no-store" });
    const snapshot = Snapshot.safeParse(answer.ok ? answer.body : undefined);
    if (!snapshot.success || snapshot.data.issued >= number) return;
    const { visit } = getState();
    if (visit.stage === "left" && visit.why === "elsewhere")
      setState({ visit: { stage: "left", why: "reset" } });
  }

  function startOver() {
    leaving = false;
    key = kept.key();
    setState({
      visit: { stage: "connecting" },
      link: { link: "opening", sinceMs: clock.nowMs() },
      said: undefined,
    });
    wire.open();
  }

  function retry() {
    const { visit, link } = getState();
    if (visit.stage === "trouble" || visit.stage === "closed") startOver();
    else if (link.link === "lost") wire.reconnect();
  }

  /** Another tab took a new key: this one follows, so that a browser has one place. */
  function followOtherTab() {
    if (kept.key() !== key) startOver();
  }

  function setRequest(request: Request) {
    setState(({ visit }) => ("request" in visit ? { visit: { ...visit, request } } : {}));
  }

  async function during(what: "reserve" | "finish", request: (pass: string) => Promise<Visit | Request>) {
    const { visit } = getState();
    if (visit.stage !== "turn" || visit.request.kind === "sent") return;
    setRequest({ kind: "sent", what });
    const asked = key;
    const became = await request(visit.pass);
    // Meanwhile this browser may have joined anew: the answer says nothing of the new place.
    if (key !== asked) return;
    if ("kind" in became) setRequest(became);
    else goTo(became);
  }

  async function confirm() {
    const { visit } = getState();
    if (resume === undefined || (visit.stage !== "called" && visit.stage !== "missed")) return;
    if (visit.request.kind === "sent") return;
    setRequest({ kind: "sent", what: "confirm" });
    const answer = await own.confirm(resume);
    if ("kind" in answer) setRequest(answer);
    else heard(answer);
  }

  async function defer(places: number) {
    if (resume === undefined || getState().deferral.kind === "sent") return;
    setState({ deferral: { kind: "sent" } });
    const answer = await own.defer(resume, places);
    if ("kind" in answer) return setState({ deferral: answer });
    setState({ deferral: { kind: "none" } });
    heard(answer);
  }

  async function handOver() {
    if (resume === undefined || getState().handover.kind === "asking") return;
    setState({ handover: { kind: "asking" } });
    const answer = await own.handOver(resume);
    if ("kind" in answer) return setState({ handover: answer });
    const url = `/r/${encodeURIComponent(room)}#move=${answer.code}`;
    setState({
      handover: {
        kind: "offered",
        url,
        expiresAtMs: Date.parse(answer.expiresAt) - serverClock.aheadMs(),
      },
    });
  }

  async function takeOver() {
    const { visit } = getState();
    if (visit.stage !== "takeover" || visit.request.kind === "sent") return;
    setRequest({ kind: "sent", what: "takeover" });
    const answer = await own.takeOver(visit.code, key);
    if ("kind" in answer) setRequest(answer);
    else startOver();
  }

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      void look();
      startOver();
      const stops = [
        clock.every(beatMs, beat),
        kept.watchKey(followOtherTab),
        world.onWake(() => {
          beat();
          if (getState().link.link === "lost") wire.reconnect();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
        wire.close();
      };
    },
    leave() {
      if (numberOf(getState().visit) === undefined) return;
      // Said at once, and told to the server as soon as there is a connection.
      leaving = true;
      goTo({ stage: "left", why: "asked" });
      sendLeave();
    },
    joinAgain() {
      if (!isOver(getState().visit)) return;
      kept.renewKey();
      startOver();
    },
    retry,
    reserve: (email) => during("reserve", (pass) => reserve(http, room, pass, email)),
    finish: () => during("finish", (pass) => completeVisit(http, room, pass)),
    confirm,
    defer,
    handOver,
    endHandOver: () => setState({ handover: { kind: "none" } }),
    takeOver,
    declineTakeOver() {
      if (getState().visit.stage === "takeover") startOver();
    },
    actHere: () => setState({ acting: true }),
  };
}

/** A refusal leaves it open what became of a place; where there is none, it is a stage, which tries again by itself. */
function answersJoin({ type }: ServerMessage): boolean {
  return type === "ticket" || type === "turn" || type === "end";
}
