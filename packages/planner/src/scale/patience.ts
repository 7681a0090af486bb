import { failuresMax } from "@fairline/client/fallback";
import { answerMs, answerMsMax } from "@fairline/client/joining";
import { reconnectionMs } from "@fairline/client/network";
import { backoffMsFirst, backoffMsMax, farPauseMsMax, nearPauseMs } from "@fairline/client/polling";

/**
 * How the client tries again, in seconds: its own constants, of an average visitor. What is drawn by chance is taken as its mean
 * where a moment is meant, and as its range where a crowd is spread.
 */
export const patience = {
  /** After so many sockets that did not open a page asks over HTTP, and goes on trying. */
  socketsBeforeHttp: failuresMax,
  /** Until the next socket is tried, after so many that did not open. */
  socketSeconds(failures: number): number {
    const { firstMin, firstMax, max, growth } = reconnectionMs;
    return Math.max(
      1,
      Math.round(Math.min(max, ((firstMin + firstMax) / 2) * growth ** (failures - 1)) / 1000),
    );
  },
  /** A join over the socket without an answer is sent again after this long, by how often it was sent. */
  answerSeconds(sent: number): number {
    return Math.min(answerMsMax, answerMs * 2 ** (sent - 1)) / 1000;
  },
  /** The time over which requests are spread that failed so often in a row. */
  backoffSeconds(failures: number): number {
    return Math.min(backoffMsMax, backoffMsFirst * 2 ** (failures - 1)) / 1000;
  },
  /** How often the own ticket is read over HTTP, near the head and far from it. */
  nearSeconds: nearPauseMs / 1000,
  farSeconds(holdSeconds: number): number {
    return Math.min(farPauseMsMax / 1000, Math.max(nearPauseMs / 1000, holdSeconds / 3));
  },
} as const;
