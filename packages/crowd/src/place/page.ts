import { afterMessage } from "@fairline/client/hearing";
import { placeAt } from "@fairline/client/line";
import { lineOf, type Visit } from "@fairline/client/visit";
import type { ServerMessage } from "@fairline/core";
import { serverAheadMs } from "../clock.ts";

/** What the page of one visitor shows, by the same code as the page. */
export class Page {
  #visit: Visit = { stage: "connecting" };

  hear(message: ServerMessage, nowMs: number): void {
    this.#visit = afterMessage(this.#visit, message, {
      nowMs,
      clockAheadMs: serverAheadMs(),
      since: () => undefined,
    });
  }

  /** The place in line that it shows; undefined if it shows none. */
  placeAt(nowMs: number): number | undefined {
    const line = lineOf(this.#visit);
    return line === undefined ? undefined : placeAt(line, nowMs);
  }
}
