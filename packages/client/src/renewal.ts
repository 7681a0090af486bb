import { defaultSettings, nearPlaces, type TickMessage } from "@fairline/core";
import { placeIn } from "./line.ts";
import { backoffMs } from "./polling.ts";
import type { Clock, Random } from "./ports.ts";
import type { RoomView } from "./roomView.ts";
import type { Self } from "./self.ts";
import { isOver, lineOf } from "./visit.ts";

/** Those who hear of a change at once do not all look at once: they are spread over a tick, and over no less than this. */
const spreadMsMin = 5000;

/** Keeps what the room says of itself up to date: reads it at first, and again when it is out of date. */
export interface Renewal {
  begin(): void;
  heard(tick: TickMessage): void;
  /** There is a ticket: of a place far back that this page sees for the first time, the next tick may come late. */
  placed(): void;
  beat(): void;
}

export function createRenewal(
  self: Self,
  room: RoomView,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Renewal {
  let dueAtMs = Number.POSITIVE_INFINITY;
  let isUnderWay = false;
  let failures = 0;

  async function look() {
    dueAtMs = Number.POSITIVE_INFINITY;
    isUnderWay = true;
    const seen = await room.look();
    isUnderWay = false;
    failures = seen.kind === "failed" ? failures + 1 : 0;
    if (seen.kind === "failed")
      dueAtMs = clock.steadyMs() + backoffMs(failures, seen.retryAfterSeconds, random());
  }

  /** Looks when no copy from before can be handed out any more, for which it may take one more N. */
  function lookAfterNext() {
    if (isUnderWay || dueAtMs < Number.POSITIVE_INFINITY) return;
    const tickMs = (self.getState().facts.tickSeconds ?? defaultSettings.tickSeconds) * 1000;
    dueAtMs = clock.steadyMs() + tickMs + random() * Math.max(tickMs, spreadMsMin);
  }

  return {
    begin: () => void look(),
    heard({ version }) {
      if (version !== undefined && version !== self.getState().facts.version) lookAfterNext();
    },
    placed() {
      const line = lineOf(self.getState().visit);
      if (line !== undefined && line.paceSeconds === 0 && placeIn(line) > nearPlaces) lookAfterNext();
    },
    beat() {
      if (clock.steadyMs() >= dueAtMs && !isOver(self.getState().visit)) void look();
    },
  };
}
