import { limits as core } from "@fairline/core";

/** Every bound of the crowd, in one place: what may be asked of it, how long it tries, what it forgives. */
export const limits = {
  // ── What may be asked for ──
  /** One process and one address have about 28,000 ports to call from. */
  visitorsMax: 20_000,
  overMsMax: 3_600_000,
  dwellMsMax: core.slotSecondsMax * 1000,
  patienceMsMax: 86_400_000,
  weibullShapeMin: 0.1,
  weibullShapeMax: 10,
  /** One arrival a line, and some remarks. A trace that is scaled may have more than a crowd, and take longer. */
  traceLinesMax: 2_000_000,
  traceVisitorsMax: 2_000_000,
  traceMsMax: 86_400_000,
  processesMax: 64,
  /** One process hears the ticks of so many without being late itself. */
  visitorsPerProcess: 5000,
  confirmAfterMsMax: core.graceSecondsMax * 1000,
  timeoutMsMin: 1000,
  timeoutMsMax: 86_400_000,
  seedMax: 0xffff_ffff,

  // ── How a crowd comes ──
  /** In a burst so many come within so much of the time. */
  burstShare: 0.8,
  burstSpan: 0.1,
  /** So many begin to connect in one turn of the process' event loop, at most. */
  arrivalsATurn: 50,
  /** So many call from one address of this machine, where it has several. */
  visitorsPerSource: 10_000,
  /** Files that a process has open beside its visitors' connections: requests, and those that are closing. */
  openFilesSpare: 200,

  // ── How a visitor behaves ──
  abandonMsMin: 200,
  /** With everybody arriving at once, those who give up still do it within this. */
  abandonSpanMsMin: 1000,
  /** Somebody who let the time run out and tries all the same does it this long after the end. */
  lateTryMs: 250,
  /** Outages and reloads of one visitor that are drawn; then the same ones come again. */
  awaysDrawn: 20,
  /** A tunnel, a lift, a change of networks: well within what a room forgives (`graceSeconds`). */
  outage: { everyMs: 20_000, msMin: 500, msMax: 8000 },
  /** As long as it takes to load a page. */
  reload: { everyMs: 15_000, msMin: 200, msMax: 1500 },
  /** Between two visits of a circulating visitor. */
  restMsMin: 2000,
  restMsMax: 10_000,

  // ── How long a visitor tries ──
  reconnectAttemptsMax: 12,
  reconnectMsMin: 250,
  reconnectMsMax: 10_000,
  handshakeMsMax: 10_000,
  /** The server's answer to a handshake, and a frame: the contract's are far smaller. */
  handshakeCharsMax: 16_384,
  frameBytesMax: 1_048_576,
  /** A join that was not answered is sent again after this: one key has one ticket, so it costs no place. */
  rejoinMs: 15_000,
  /** Who waits although the line has gone past asks again each time that so many ticks have said it. */
  ticksPastToAsk: 2,
  requestMsMax: 10_000,
  requestAttemptsMax: 4,
  requestRetryMs: 200,
  /** A completed visitor stays this long to hear `end`, which must not contradict the answer. */
  endWaitMsMax: 5000,
  /** A crowd that is stopped says goodbye for this long at most. */
  goodbyeMsMax: 1000,

  // ── What the report forgives ──
  /** Turns at two sockets may swap by transport; only a lead longer than this counts as an inversion. */
  orderToleranceMs: 50,
  /** A busy process hears of an end so much later than another one of the turn that it made room for, at most. */
  processSkewMs: 250,
  /** A visitor whose slot was free may be on its way into it, unseen, for this long on a busy machine. */
  handoverMsMax: 1000,
  /** A ticket that is still being written when its number comes up is looked for again; that is no inversion. */
  freshAllowanceMs: 250,
  /** A hand-over that is under way when a visitor comes back goes on; after this the visitor must be next. */
  returnAllowanceMs: 1000,
  /** A visit's own start, computed from its end, is believed if the turn arrived at most this much later. */
  noticeMsMax: 10_000,
  /** A visit that was not said to be over this long after its time lasted too long. */
  visitOverrunMsMax: 5000,
  /** A reservation sent more than this after the end must be refused, and one this long before it must not. */
  commitToleranceMs: 50,
  refusalToleranceMs: 1000,
  /** How much later than the server the crowd may learn of new settings, beside two ticks. */
  settingsLagMs: 1000,

  /** A place that is shown may be off by so many places, or by such a share of it. */
  placesOffMax: 5,
  placeShareOffMax: 0.02,

  // ── What is kept ──
  tickLagSamplesMax: 200_000,
  ticksRemembered: 64,
  ticksSeenMax: 100_000,
  /** So many visitors' pages are looked at, once in so long. */
  pagesWatchedMax: 2000,
  pageLookMs: 1000,
  shownPlacesMax: 400_000,
  progressMs: 100,
  violationsPerRuleMax: 20,
} as const;

const relations: readonly [string, boolean][] = [
  ["a late try comes before the visitor stops listening", limits.lateTryMs < limits.visitOverrunMsMax],
  ["a late try is late beyond doubt", limits.lateTryMs > limits.commitToleranceMs],
  ["a request ends before its visitor's next join", limits.requestMsMax < limits.rejoinMs],
];
for (const [name, holds] of relations) {
  if (!holds) throw new Error(`limits.ts: this must hold and does not: ${name}`);
}
