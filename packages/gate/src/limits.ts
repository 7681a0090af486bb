/** Every bound of the gate, in one place. Unit and then `Max`/`Min` come last in a name. */
export const limits = {
  // ── What may be set ──
  /** Below, a crowd inside asks Fairline all the time; above, a visit that was ended goes on for too long. */
  leaseSecondsMin: 5,
  leaseSecondsMax: 600,
  clockSkewSecondsMax: 60,
  retryAfterSecondsMax: 3600,
  roomsMax: 50,
  pathsMax: 200,
  pathCharsMax: 1000,

  // ── What comes from outside ──
  /** A pass has about 500 characters. What is longer is not even looked at. */
  passCharsMax: 2048,
  /** A code has 22 characters now; its form is the room's own affair. */
  codeCharsMax: 128,
  /** RFC 7636: a verifier has 43 to 128 characters. */
  deviceCharsMax: 128,
  /** The room takes return addresses of 2,000 characters; a longer one leads to its page without the query. */
  returnCharsMax: 2000,
  /** As much as Fairline ever answers with; what is longer did not come from it. */
  answerBytesMax: 65_536,
  /** So often may a path be encoded over and over; who does that more often is not looked for. */
  decodingsMax: 4,

  // ── What is remembered ──
  /** About 2 KB each. Whoever is forgotten costs one more verification. */
  passesMax: 20_000,
  endedVisitsMax: 20_000,

  // ── How Fairline is asked ──
  /** For a call, all its attempts together. */
  askMsMax: 3000,
  /** A request that waits for the calls of another goes on without them then: longer than a call takes, and no visitor's patience. */
  waitMsMax: 4000,
  /** CloudFront ends a viewer's function after 5 s, with an error for the visitor: all the questions of one event end before. */
  edgeMsMax: 4000,
  /** Keys that are older are asked for again. */
  keysFreshMs: 600_000,
  /** A key that nobody knows makes the gate ask again, but no more often: anybody can name a key. */
  unknownKeyMsMin: 30_000,
  /** Fairline that could not be reached is left alone for so long. */
  retryMs: 2000,

  // ── What is told ──
  /** A crowd has the same trouble in every request. */
  warningMsMin: 60_000,
  warnedCharsMax: 80,

  // ── What is kept in a browser ──
  /** The device cookie outlives the wait and the visit. */
  deviceCookieSeconds: 7 * 86_400,
  /** Contract: a visit lasts no longer. A pass that ended before that is of a visit that cannot have been extended. */
  visitSecondsMax: 43_000,
} as const;
