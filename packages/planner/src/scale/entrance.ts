import type { Event } from "../event.ts";
import type { Allowance } from "./allowance.ts";
import { createBucket } from "./bucket.ts";
import { createCalendar, sum } from "./calendar.ts";
import { shareOf } from "./gateway.ts";
import type { Joins } from "./lobby.ts";
import { patience } from "./patience.ts";

/** Everybody who has not been admitted, and how they hear of the room: by a socket, over HTTP, or not yet. */
export interface Entrance {
  /** Whoever comes, and whoever tries again, wants a socket. */
  openSockets(second: number): { readonly tries: number; readonly opened: number };
  /** Joins, and reads of tickets, that the room's own bounds let through in this second. */
  ask(second: number, waiting: number): { readonly joins: number; readonly reads: number };
  /** This share of them reached the room. */
  reached(second: number, share: number): Joins;
  /** So many of those whose join was queued have a place now. Returns how many of them have a socket. */
  place(count: number): number;
  /** So many of those who have a place are admitted. */
  leave(count: number): void;
  arrived(): number;
  withoutSocket(): number;
  /** Who waits with a socket. */
  listening(): number;
  /** Everybody, counted anew: who has not been admitted must be one of these. */
  counted(): number;
}

/** Those whose place is being registered ask after 1, 2, 4, 8, 16 s; so often on average. */
const looksEverySeconds = 4;
/** Where the own turn may be near, the ticket is read often: within two rounds of the slots. */
const nearRounds = 2;
/** From the ninth on every pause is the longest. */
const triesMax = 9;

export function createEntrance(event: Event, allowed: Allowance, holdSeconds: number): Entrance {
  const sockets = createBucket(allowed.connects, allowed.connectsBurst);
  const frames = createBucket(allowed.joinFrames, allowed.joinFrames);
  const requests = createBucket(allowed.httpRequests, allowed.httpBurst);

  // Who has neither socket nor HTTP, by the sockets that did not open for them: newcomers, and those whose socket was closed.
  const newcomers = createCalendar(triesMax);
  const adrift = createCalendar(triesMax);
  /** When those who ask over HTTP try the next socket: the same people as `overHttp` counts. */
  const seeking = createCalendar(triesMax);
  const overHttp = { asking: createCalendar(triesMax), queued: 0, placed: 0 };
  const bySocket = { asking: createCalendar(triesMax), queued: 0, placed: 0 };
  /** Those of `bySocket` who ask for a ticket that they have, on a new socket. */
  const repeating = createCalendar(triesMax);
  /** When those of `bySocket` whose join is queued lose their patience, and send it again: the same people as its `queued`. */
  const impatient = createCalendar(triesMax);
  /** How many sockets opened in each second; those who opened theirs first are admitted first. */
  const opened: number[] = [];
  let [arrivedSoFar, goneBySocket, closedUpTo] = [0, 0, 0];
  let asked = {
    frames: nobody,
    repeats: nobody,
    again: nobody,
    joins: nobody,
    frameShare: 1,
    requestShare: 1,
  };

  const httpPeople = () => overHttp.asking.held() + overHttp.queued + overHttp.placed;

  /** API Gateway closes a socket after two hours. */
  function closeSockets(second: number) {
    const then = second - allowed.connectionSeconds;
    const openedThen = opened[then] ?? 0;
    closedUpTo += openedThen;
    const closing = Math.min(openedThen, Math.max(0, closedUpTo - goneBySocket), bySocket.placed);
    bySocket.placed -= closing;
    goneBySocket += closing;
    adrift.add(second, 0, closing);
  }

  /** Those of a calendar who got no socket try again; who has failed often enough asks over HTTP meanwhile. */
  function tryAgain(second: number, tries: number, count: number, fewer: typeof newcomers, more: () => void) {
    const failures = tries + 1;
    const next = second + patience.socketSeconds(failures);
    if (failures < patience.socketsBeforeHttp) return fewer.add(next, failures, count);
    seeking.add(next, failures, count);
    more();
  }

  function leaveHttp(second: number, count: number) {
    const share = shareOf(count, httpPeople());
    bySocket.asking.add(second, 0, overHttp.asking.held() * share);
    overHttp.asking.thin(share);
    const [queued, placed] = [overHttp.queued * share, overHttp.placed * share];
    overHttp.queued -= queued;
    overHttp.placed -= placed;
    impatient.add(second + patience.answerSeconds(1), 1, queued);
    bySocket.queued += queued;
    bySocket.placed += placed;
    repeating.add(second, 0, queued + placed);
  }

  return {
    openSockets(second) {
      if (second < event.arriveSeconds) {
        const coming = event.visitors / event.arriveSeconds;
        arrivedSoFar += coming;
        newcomers.add(second, 0, coming);
      }
      closeSockets(second);
      const [ofNewcomers, ofAdrift, ofHttp] = [newcomers, adrift, seeking].map((one) => one.take(second)) as [
        readonly number[],
        readonly number[],
        readonly number[],
      ];
      const tries = sum(ofNewcomers) + sum(ofAdrift) + sum(ofHttp);
      const granted = sockets.take(tries);
      const share = shareOf(granted, tries);
      leaveHttp(second, sum(ofHttp) * share);
      for (const [failures, count] of ofHttp.entries()) {
        const left = count * (1 - share);
        seeking.add(second + patience.socketSeconds(failures + 1), failures + 1, left);
      }
      for (const [failures, count] of ofNewcomers.entries()) {
        const left = count * (1 - share);
        bySocket.asking.add(second, 0, count * share);
        tryAgain(second, failures, left, newcomers, () => overHttp.asking.add(second, 0, left));
      }
      for (const [failures, count] of ofAdrift.entries()) {
        const left = count * (1 - share);
        bySocket.placed += count * share;
        repeating.add(second, 0, count * share);
        tryAgain(second, failures, left, adrift, () => {
          overHttp.placed += left;
        });
      }
      opened[second] = granted;
      return { tries, opened: granted };
    },
    ask(second, waiting) {
      const [ofFrames, repeats, joins] = [
        bySocket.asking.take(second),
        repeating.take(second),
        overHttp.asking.take(second),
      ];
      const near = Math.min(1, shareOf(nearRounds * event.slots, waiting));
      const reads =
        overHttp.queued / looksEverySeconds +
        overHttp.placed * (near / patience.nearSeconds + (1 - near) / patience.farSeconds(holdSeconds));
      const again = impatient.take(second);
      for (const [sent, count] of again.entries())
        impatient.add(second + patience.answerSeconds(sent + 1), sent + 1, count);
      const [frameCount, joinCount] = [sum(ofFrames) + sum(repeats) + sum(again), sum(joins)];
      const frameShare = shareOf(frames.take(frameCount), frameCount);
      const requestShare = shareOf(requests.take(joinCount + reads), joinCount + reads);
      asked = { frames: ofFrames, repeats, again, joins, frameShare, requestShare };
      return { joins: frameCount * frameShare + joinCount * requestShare, reads: reads * requestShare };
    },
    reached(second, share) {
      const frameShare = asked.frameShare * share;
      const requestShare = asked.requestShare * share;
      for (const [sent, count] of asked.frames.entries()) {
        const againAt = second + patience.answerSeconds(sent + 1);
        bySocket.asking.add(againAt, sent + 1, count * (1 - frameShare));
        impatient.add(againAt, sent + 1, count * frameShare);
      }
      for (const [sent, count] of asked.repeats.entries())
        repeating.add(second + patience.answerSeconds(sent + 1), sent + 1, count * (1 - frameShare));
      for (const [failures, count] of asked.joins.entries()) {
        const over = patience.backoffSeconds(failures + 1);
        overHttp.asking.spread(second + 1, over, failures + 1, count * (1 - requestShare));
      }
      const byFrame = sum(asked.frames) * frameShare;
      const byRequest = sum(asked.joins) * requestShare;
      bySocket.queued += byFrame;
      overHttp.queued += byRequest;
      const repeats = (sum(asked.repeats) + sum(asked.again)) * frameShare;
      return { newcomers: byFrame + byRequest, repeats };
    },
    place(count) {
      const share = shareOf(count, bySocket.queued + overHttp.queued);
      const [socketed, polled] = [bySocket.queued * share, overHttp.queued * share];
      impatient.thin(share);
      bySocket.queued -= socketed;
      overHttp.queued -= polled;
      bySocket.placed += socketed;
      overHttp.placed += polled;
      return socketed;
    },
    leave(count) {
      const share = shareOf(count, bySocket.placed + overHttp.placed + adrift.held());
      goneBySocket += bySocket.placed * share;
      seeking.thin(shareOf(overHttp.placed * share, httpPeople()));
      bySocket.placed *= 1 - share;
      overHttp.placed *= 1 - share;
      adrift.thin(share);
    },
    arrived: () => arrivedSoFar,
    withoutSocket: () => newcomers.held() + adrift.held() + httpPeople(),
    listening: () => bySocket.placed,
    counted: () =>
      newcomers.held() +
      adrift.held() +
      httpPeople() +
      bySocket.asking.held() +
      bySocket.queued +
      bySocket.placed,
  };
}

const nobody: readonly number[] = [];
