/**
 * Every bound of the system, in one place. Unit and then `Max`/`Min` come last in a name.
 * The relations between them are asserted at the end, so that nobody can change one and break another.
 */
export const limits = {
  /** Contract: `slots` 1…5000. A room is one FIFO queue with as many groups. */
  slotsMax: 5000,
  /** Contract: `slotSeconds` 1…43000. SQS hides a message for 43,200 s at most; the rest is allowance. */
  slotSecondsMax: 43_000,
  /** Contract: `maxVisitSeconds` 0…43000, and so much may be given at once: a visit is no longer for being extended. */
  maxVisitSecondsMax: 43_000,
  /** Several who give a visit more time at once may lose a race; each loss means that another has given some. */
  extendAttemptsMax: 5,
  /** Contract: `tickSeconds` 1…60. */
  tickSecondsMax: 60,
  graceSecondsMax: 3600,
  holdSecondsMax: 86_400,
  titleCharsMax: 120,
  announcementCharsMax: 500,
  /** An announcement is there in so many other languages at most: the snapshot carries all of them, and no tick any. */
  translationsMax: 10,
  languageTagCharsMax: 35,
  returnAddressesMax: 10,
  returnAddressCharsMax: 200,
  /** Where a visitor wants to go on the site, with its query. */
  returnCharsMax: 2000,
  /** Visitors may let so many people go ahead in one step. */
  deferPlacesMax: 1000,
  /** Deferred places that one tick looks at, at most. */
  deferralsPerTickMax: 500,
  /** A visitor is called so often: a call that was missed may be made good once. */
  callsMax: 2,
  /** A handover's code must be scanned within this time. */
  handoverSeconds: 600,
  /** A code must have brought its visitor to the site within this time: a redirect, and what a slow phone needs for it. */
  codeSeconds: 60,
  /** Contract: frames are at most 4 KiB. */
  frameBytesMax: 4096,
  /** API Gateway closes a connection that sends more than 128 KB in one message. */
  frameBytesHardMax: 131_072,
  /** RFC 5321, 4.5.3.1.3: a path of 256 octets, with its angle brackets. */
  emailCharsMax: 254,
  /** SQS hides a message for at most 12 hours. */
  visibilitySecondsMax: 43_200,
  /**
   * A held turn stays hidden this much longer than its visit may last, so that the visit's own end deletes it; no longer,
   * for where nobody is left to delete it, its lane is shut until then.
   */
  turnHoldAllowanceSeconds: 15,
  /** A visit that is still there this long after its end was not settled by its state machine: the next one to look settles it. */
  overdueAllowanceMs: 3000,
  /** The clocks of two handlers differ by no more than this. */
  clockSkewMsMax: 1000,
  /** From the admission until the visit's execution runs: a visit that began later than this counts from then. */
  openingMsMax: 1000,
  /** A claim or an announced end older than this was left by a crash. */
  strandedAfterMs: 3000,
  /** A turn that cannot be used yet comes back after this long. */
  turnRetrySeconds: 1,
  /** How often, and after how long, admit looks again for a ticket that is still being written. */
  ticketWaitAttemptsMax: 10,
  ticketWaitMs: 50,
  /** Visitors that one turn may pass over before it goes back to the queue (each costs two writes). */
  passOversPerTurnMax: 200,
  /** Gate updates may lose a race against other lanes; each loss means that another lane won. */
  claimAttemptsMax: 50,
  /** A reset ends the visits of the older run; nobody is admitted for so long at most. */
  resetMsMax: 10_000,
  /** What happened a minute is told over so long at least: eight who come within two seconds are not 240 a minute. */
  ratesSecondsMin: 15,
  /** Changes of settings may lose a race against other operators. */
  changeAttemptsMax: 10,
  changePauseMs: 10,
  /** A turn that looks for a number for so long goes back to the queue; well below its handler's timeout of 10 s. */
  admitMsMax: 4000,
  registerAttemptsMax: 5,
  /** Whoever leaves may be admitted, or come back to the line, in that very moment. */
  leaveAttemptsMax: 5,
  /** A tab may ask for another ticket in the very moment in which the one that it shows is forgotten. */
  forgetAttemptsMax: 5,
  /** A join may be overtaken by one that its tab sent up to so much later; an older one is a late copy. */
  overtakenJoinMs: 5000,
  /** A visit that never began brings its visitor back to the line so often; one that fails for good must not go on forever. */
  returnsMax: 10,
  /** A visitor may look at one place in so many tabs at once; the one that came last is always among them. */
  connectionsPerTicketMax: 32,
  /** A client that polls over HTTP counts as present for this long after each poll. */
  pollPresenceMs: 15_000,
  /** The connections of a room are spread over so many partitions, each broadcast to by one invocation. */
  shards: 8,
  /** A line this short hears a tick from the invocation that made it; a longer one is told a shard each. */
  broadcastInlineMax: 200,
  /** No body of the HTTP API is larger than a change of settings, with its announcement in all languages. */
  bodyBytesMax: 32_768,
  /** Where operators have tokens of their own: Lambda's environment holds 4 KB in all. */
  adminTokensMax: 20,
  /** A token of one of several operators; a shorter one might be guessed. */
  adminTokenCharsMin: 16,
  /** Where rooms have keys of their own, of the sites behind them; as with operators' tokens. */
  siteKeysMax: 20,
  siteKeyCharsMin: 16,
  /** Wrong tokens that one address may show within so long; it is shut out for the rest of that time. */
  wrongAttemptsMax: 30,
  attemptsWindowMs: 60_000,
  /** A shown place is to be off by no more than two in a hundred, or by five places where that is more (SPEC T7). */
  shareOffMax: 0.02,
  placesOffMax: 5,
  /** Nobody in line is left without a tick for longer, nor for more ticks: so many are remembered. */
  silenceSecondsMax: 60,
  ticksBetweenMax: 16,
  /** How many pushes one invocation has under way at once. */
  pushesAtOnceMax: 16,
  /** DynamoDB takes so many items, or statements, in one write. */
  writeBatchMax: 25,
  /** How many ledger calls one invocation has under way at once: what is inserted at once fills a request. */
  writesAtOnceMax: 25,
  /** How often what DynamoDB left undone is tried again. */
  retriesMax: 7,
  /** Turns that one healing run sends at most. */
  healsPerTickMax: 5000,
  /** Visitors who were passed over and never came back, closed in one tick at most. */
  sweepsPerTickMax: 500,
  /** Visits whose ticket one tick looks at, for an ending that a crash kept from its slot. */
  endingChecksPerTickMax: 500,
  /** Ticks are planned this far ahead: two minutes, for a schedule that fails once, and a quarter. Overlaps collapse. */
  tickHorizonSeconds: 135,
  /** The pace is measured over a time that is cut in so many pieces; the oldest is forgotten first. */
  paceSamplesMax: 12,
  /** Waits are counted by so many buckets: the last one begins after more than ten days. Each is an attribute of one small item. */
  waitBucketsMax: 90,
  /** Of the samples that ticks leave, those of the last ten minutes are shown, or what came since a moment; never more. */
  liveSeconds: 600,
  samplesMax: 720,
  /** Who watches a room looks as often as it ticks, or so often: each look costs a read of every slot. */
  lookSecondsMax: 2,
  /** One a minute, for a day. */
  minuteSamplesMax: 1440,
  /** What all rooms at a glance show of each. */
  glanceMinutes: 30,
  /** API Gateway closes every WebSocket after two hours; a connection record outlives that a little. */
  connectionTtlSeconds: 3 * 3600,
  ticketTtlSeconds: 7 * 86_400,
  /** A slot that was emptied, or forgotten with its run, is of no use any more after this. */
  slotTtlSeconds: 86_400,
  sampleTtlSeconds: 86_400,
  /** A line of the log is shown this long. */
  auditTtlSeconds: 90 * 86_400,
  auditPageMax: 20,
  /** Of an announcement so much is quoted in a line of the log; all of it stands beside. */
  quotedCharsMax: 80,
  /** Dead letters are counted anew after so long. */
  deadLettersKeptMs: 10_000,
  /** A queue that does not answer keeps no operator waiting for longer. */
  deadLettersMsMax: 1000,
} as const;

const relations: readonly [string, boolean][] = [
  [
    "a turn can be hidden for the longest visit",
    Math.max(limits.slotSecondsMax, limits.maxVisitSecondsMax) + limits.turnHoldAllowanceSeconds <=
      limits.visibilitySecondsMax,
  ],
  ["two minutes of ticks fit into the horizon", limits.tickHorizonSeconds > 120],
  ["one tick can fill every slot", limits.healsPerTickMax >= limits.slotsMax],
  [
    "an announcement fits into a body in all its languages, at three bytes a character",
    3 * limits.announcementCharsMax * (1 + limits.translationsMax) < limits.bodyBytesMax,
  ],
  ["a frame fits into what the gateway accepts", limits.frameBytesMax < limits.frameBytesHardMax],
  ["insertions at once fill a request", limits.writesAtOnceMax % limits.writeBatchMax === 0],
  [
    "a turn waits for a ticket for less than the stranding time",
    limits.ticketWaitAttemptsMax * limits.ticketWaitMs < limits.strandedAfterMs,
  ],
];
for (const [name, holds] of relations) {
  if (!holds) throw new Error(`limits.ts: this must hold and does not: ${name}`);
}
