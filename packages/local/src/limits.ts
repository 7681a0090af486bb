/**
 * Every bound of the local machine, in one place. What the cloud bounds too has the cloud's number,
 * so that nobody comes to rely on more than AWS gives.
 */
export const local = {
  /** Contract: a SIGTERM ends in 5 s; each part of the way down gets its share. */
  stopSocketsMsMax: 700,
  /** The sockets, and the disconnects that they leave to be queued. */
  stopGatewayMsMax: 1000,
  stopHandlersMsMax: 2500,
  stopServicesMsMax: 1000,

  /** SQS: what one receive, one batch of sends or one batch of deletions may hold. */
  messagesPerCallMax: 10,
  longPollSeconds: 20,
  /** Two pollers a queue, so that one is always waiting when a message comes. */
  pollersPerQueue: 2,
  /**
   * Invocations under way at which each mapping stops to receive; a Lambda mapping has such a bound, too. One machine has one
   * processor to share: a crowd waits in the Lobby queue, where it costs nothing, and admissions go on meanwhile.
   */
  invocationsMax: { Lobby: 3, Turns: 16, Ticks: 2 },
  /**
   * So many messages of the Lobby one invocation takes: more than in the cloud, where a batch of more than ten must wait for a
   * window of a second. Here it takes what has come meanwhile (docs/adr/0027-what-one-machine-does-directly.md).
   */
  lobbyBatchMax: 100,
  /** After a failed receive: long enough not to spin, short enough not to be noticed. */
  pollRetryMs: 250,

  /** Contract: a frame has at most 4 KiB; API Gateway closes a connection that sends more than 128 KB. */
  frameBytesMax: 4096,
  frameBytesHardMax: 131_072,
  /** What `@connections` takes in one POST. */
  pushBytesMax: 131_072,
  /** Connections that wait to be accepted: a crowd comes at once, and Node's 511 are soon full. */
  backlog: 4096,
  /** A connection may send so many frames a second, after a burst. */
  framesPerSecondMax: 20,
  framesBurstMax: 40,
  /** A connection that goes on in spite of so many refusals is closed. */
  framesRefusedMax: 400,
  /** A reader who lets so much pile up is too slow to be served. */
  unsentBytesMax: 1_048_576,
  /**
   * What one machine may push: as much as the cloud. Pushes are cheap since they no longer go through the SDK
   * (docs/adr/0027-what-one-machine-does-directly.md).
   */
  pushesPerSecondMax: 5000,
  /** After so many pushes others get a turn: a tick for ten thousand must not keep a visit from beginning. */
  pushesInARowMax: 200,
  /** An operator stays signed in for a working day. */
  sessionSeconds: 43_200,
  keepAliveMs: 30_000,
  /** API Gateway: 10 minutes without traffic, 2 hours at most. */
  idleMsMax: 10 * 60_000,
  connectionMsMax: 2 * 3_600_000,
  /** API Gateway's HTTP API takes 10 MB; nothing here needs more than this. */
  requestBytesMax: 65_536,
  /** A file of the operator's theme: larger ones would keep visitors waiting. */
  themeFileBytesMax: 1_048_576,
  /** What an emulated service accepts in one request. */
  serviceRequestBytesMax: 2_097_152,

  /** Closed executions that are remembered, so that their names are refused. */
  closedExecutionsMax: 100_000,
  /** Held turns that are remembered; SQS has at most 120,000 messages of a FIFO queue in flight. */
  heldTurnsMax: 120_000,
  /** The longest that a timer of Node can wait; a longer one would fire at once. */
  timerMsMax: 2_147_483_647,
} as const;
