import { defaultSettings, type ServerMessage, takesNewcomers } from "@fairline/core";
import { createStore, type StoreApi } from "zustand/vanilla";
import { createCarrier } from "./carrier.ts";
import { watchClockSteps } from "./clockSteps.ts";
import { createDeeds, type Deeds } from "./deeds.ts";
import { waitAfter } from "./estimate.ts";
import { createFormerPlace } from "./formerPlace.ts";
import { afterMessage, mayHaveMissedTurn } from "./hearing.ts";
import { keptLine } from "./keptLine.ts";
import { keptMove } from "./keptMove.ts";
import { createLeaving } from "./leaving.ts";
import { ownTicket } from "./ownTicket.ts";
import { keptPlace } from "./place.ts";
import { createRenewal } from "./renewal.ts";
import { createRoomView } from "./roomView.ts";
import type { Self } from "./self.ts";
import { createServerClock } from "./serverClock.ts";
import { type ClientState, firstState } from "./state.ts";
import { deadlineOf, isAsking, isOver, lineOf, numberOf, type Visit } from "./visit.ts";
import { watchVisitEnd } from "./visitEnd.ts";
import type { VisitorWorld } from "./world.ts";

const beatMs = 1000;
/**
 * A beat that comes so late tells that the machine slept; or that the page is hidden, where browsers let clocks beat once
 * a minute, and the connection goes on.
 */
const sleptMs = 5000;
/** How often a room that takes nobody in is looked at: its snapshot comes from a cache. */
const closedLookMs = 15_000;
/** What became of a call or a visit is asked for so long after its time, and then again and again. */
const deadlineAllowanceMs = 2000;
const deadlineAskMs = 5000;

/** One visitor's presence in one room: the place, the turn and the visit, over whatever connection there is. */
export interface Attendance
  extends Pick<StoreApi<ClientState>, "getState" | "subscribe" | "getInitialState">,
    Deeds {
  /**
   * Opens the connection and joins. With the code of a place that another device holds, nothing is joined until `takeOver`
   * or `declineTakeOver`; it may be called with a code at any time.
   */
  join(code?: string): void;
  /** Ends everything that was begun. The place is kept as long as the room keeps it for those who are away. */
  close(): void;
  /** Gives the place, or the visit, up. */
  leave(): void;
  /** Joins with a new key, at the end of the line. */
  joinAgain(): void;
  /** Tries at once what would be tried again later. */
  retry(): void;
  /** Goes on with the own place instead of the one whose code was given. */
  declineTakeOver(): void;
  /** By this the room knows the visitor: whoever keeps it can come back to the place. */
  key(): string;
}

export function createAttendance(room: string, world: VisitorWorld): Attendance {
  const { clock } = world;
  const kept = keptPlace(world.memory, room, world.newKey);
  const shown = keptLine(world.memory, room);
  const move = keptMove(world.tabMemory, room, world.newKey);
  const store = createStore<ClientState>(() => firstState(room, clock.nowMs(), clock.steadyMs()));
  const { getState, setState } = store;
  const serverClock = createServerClock();
  const clockSteps = watchClockSteps(clock);
  const visitEnd = watchVisitEnd(clock);
  let key = "";
  let resume: string | undefined;
  let lookAtMs = 0;
  let beatAtMs = 0;
  let leavesOnceIn = false;
  let stops: readonly (() => void)[] = [];

  const self: Self = {
    getState,
    setState,
    key: () => key,
    takeKey(next) {
      kept.takeKey(next);
      shown.forget();
    },
    resume: () => resume,
    keepResume(next) {
      resume = next;
    },
    hear,
    goTo,
    localMs: (at) => Date.parse(at) - serverClock.aheadMs(),
  };
  const own = ownTicket(world.http, room);
  const roomView = createRoomView(world.http, room, self);
  const renewal = createRenewal(self, roomView, world);
  const carrier = createCarrier(self, own, roomView, world, () => {
    former.opened();
    if (leaving.isUnderWay()) leaving.opened();
    else carrier.join();
  });
  const former = createFormerPlace(own, carrier.sendLeave);
  const leaving = createLeaving(self, own, world, carrier);
  const deeds = createDeeds(self, own, move, former, world, goOn, carrier.askForTicket);

  function hear(message: ServerMessage) {
    if ("room" in message && message.room !== room) return;
    noticeClockStep();
    if ("at" in message) serverClock.learn(message.at, clock.nowMs());
    carrier.heard(message);
    if (message.type === "ticket") {
      visitEnd.heard();
      const { slots, slotSeconds, tickSeconds } = message;
      resume = message.resume;
      setState(({ facts }) => ({ facts: { ...facts, slots, slotSeconds, tickSeconds } }));
    }
    if (message.type === "tick") {
      const { announcement = "" } = message;
      // Translations come with the snapshot: until it was read, a new announcement is shown as it was written.
      if (announcement !== getState().announcement) setState({ announcement, translations: {} });
      renewal.heard(message);
    }
    const before = getState().visit;
    const clockAheadMs = serverClock.aheadMs();
    goTo(afterMessage(before, message, { nowMs: clock.nowMs(), clockAheadMs, since: kept.since }));
    if (message.type === "ticket") renewal.placed();
    if (mayHaveMissedTurn(before, getState().visit)) carrier.askForTicket();
  }

  function goTo(visit: Visit) {
    const before = getState().visit;
    if (visit === before) return;
    const wait = waitAfter(getState().wait, before, visit, clock.nowMs());
    // A countdown begins now, not at the last beat.
    setState({ visit, wait, early: undefined, nowMs: clock.nowMs() });
    remember(before, visit);
    // Only a place that waits is moved: a code that is left on the screen would come back after a missed call.
    if (visit.stage !== "waiting" && visit.stage !== "paused") deeds.endHandOver();
    if (isOver(visit) && !leaving.isUnderWay()) carrier.close();
    const number = numberOf(before);
    if (visit.stage === "left" && visit.why === "elsewhere" && number !== undefined)
      void roomView.askWhetherReset(number);
    if (visit.stage === "closed") lookAtMs = clock.steadyMs() + closedLookMs;
    if (leavesOnceIn && numberOf(visit) !== undefined) leave();
  }

  function remember(before: Visit, visit: Visit) {
    const line = lineOf(visit);
    if (isOver(visit) || visit.stage === "turn") shown.forget();
    if (line === undefined) return;
    if (lineOf(before)?.number !== line.number) kept.keepSince(line.number, line.firstPlace, line.sinceMs);
    const holdSeconds = getState().facts.holdSeconds ?? defaultSettings.holdSeconds;
    shown.keep(line, line.heardAtMs + holdSeconds * 1000);
  }

  /** Local times that are known already are wrong after a step: the ticket brings them anew. */
  function noticeClockStep() {
    if (!clockSteps.hasStepped()) return;
    serverClock.forget();
    // The machine may have slept, and its steady time stood still: nothing that was heard before is trusted.
    carrier.tryNow();
    const { visit } = getState();
    if (numberOf(visit) !== undefined) carrier.askForTicket();
    if (visit.stage === "trouble") retry();
  }

  /** Everything that time alone brings about. */
  function beat() {
    noticeClockStep();
    const nowMs = clock.nowMs();
    const steadyMs = clock.steadyMs();
    const slept = steadyMs - beatAtMs > sleptMs;
    beatAtMs = steadyMs;
    setState({ nowMs });
    if (slept) carrier.tryNow(sleptMs);
    endWhatIsOver(nowMs);
    const { visit } = getState();
    if (nowMs >= deadlineOf(visit) + deadlineAllowanceMs) carrier.askForTicket(deadlineAskMs);
    carrier.beat(visit.stage === "connecting" || numberOf(visit) !== undefined);
    leaving.beat();
    renewal.beat();
  }

  function endWhatIsOver(nowMs: number) {
    const { visit, handover } = getState();
    if (visitEnd.isTakenForOver(visit)) goTo({ stage: "expired" });
    if (handover.kind === "offered" && nowMs >= handover.expiresAtMs) deeds.endHandOver();
    if (visit.stage === "trouble" && nowMs >= visit.retryAtMs) retry();
    if (visit.stage === "closed" && visit.line === undefined && clock.steadyMs() >= lookAtMs)
      void lookWhetherOpen();
  }

  async function lookWhetherOpen() {
    lookAtMs = clock.steadyMs() + closedLookMs;
    const seen = await roomView.look();
    const { visit } = getState();
    if (seen.kind === "seen" && takesNewcomers(seen) && visit.stage === "closed" && !visit.line) retry();
  }

  function startOver() {
    leaving.forget();
    leavesOnceIn = false;
    key = kept.key();
    resume = undefined;
    const line = shown.read(clock.nowMs());
    setState({
      visit: line === undefined ? { stage: "connecting" } : { stage: "waiting", line },
      wait: undefined,
      handover: { kind: "none" },
      deferral: { kind: "none" },
    });
    carrier.open();
  }

  function leave() {
    const { visit } = getState();
    leavesOnceIn = false;
    if (numberOf(visit) === undefined) {
      // The join may be on its way, and brings a place all the same.
      leavesOnceIn = visit.stage === "connecting";
      return;
    }
    leaving.begin();
    goTo({ stage: "left", why: "asked" });
  }

  function retry() {
    const { visit, link } = getState();
    if (visit.stage === "trouble" || visit.stage === "closed") startOver();
    else if (link.link === "lost") carrier.tryNow();
  }

  /** Another tab took a new key: this one follows, so that a browser has one place. */
  function followOtherTab() {
    if (getState().visit.stage !== "takeover" && kept.key() !== key) startOver();
  }

  /** Begins, or goes on after a place was offered to this device. */
  function begin(offered: string | undefined) {
    if (offered !== undefined) move.keep(offered);
    const code = move.code();
    if (code === undefined) return startOver();
    carrier.close();
    // Whoever was opened with the code has not looked yet under which key there may be a place.
    key = kept.key();
    const ownNumber = ownNumberNow();
    const givesUp = ownNumber === undefined ? {} : { ownNumber };
    goTo({ stage: "takeover", code, ...givesUp, request: { kind: "none" } });
  }

  /** The number that this visitor has in the room, as far as is known here. */
  function ownNumberNow(): number | undefined {
    const { visit } = getState();
    if (visit.stage === "takeover") return visit.ownNumber;
    return numberOf(visit) ?? shown.read(clock.nowMs())?.number;
  }

  function goOn() {
    move.forget();
    startOver();
  }

  function start(code: string | undefined) {
    beatAtMs = clock.steadyMs();
    begin(code);
    renewal.begin();
    stops = [
      clock.every(beatMs, beat),
      kept.watchKey(followOtherTab),
      world.onWake(() => {
        beat();
        carrier.tryNow();
      }),
      world.onOffline(carrier.offline),
    ];
  }

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    ...deeds,
    join(code) {
      if (stops.length === 0) start(code);
      else if (code !== undefined && !isAsking(getState().visit)) begin(code);
    },
    close() {
      for (const stop of stops) stop();
      stops = [];
      carrier.close();
    },
    leave,
    joinAgain() {
      if (!isOver(getState().visit)) return;
      self.takeKey(world.newKey());
      startOver();
    },
    retry,
    declineTakeOver() {
      const { visit } = getState();
      if (visit.stage === "takeover" && !isAsking(visit)) goOn();
    },
    key: kept.key,
  };
}
