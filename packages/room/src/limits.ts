/** Every bound of the command line, in one place. */
export const limits = {
  /** A server that takes longer does not answer. */
  answerMsMax: 10_000,
  /** `status` without `--slots` lists no more slots. */
  slotsShownMax: 10,
  /** So many moments fit into a line of bars. */
  barsMax: 60,
  /** `log --all` turns no more pages. */
  logPagesMax: 1000,
} as const;
