import { defaultSettings, type TickMessage } from "@fairline/core";
import { backoffMs } from "./polling.ts";
import type { Clock, Random } from "./ports.ts";
import type { RoomView } from "./roomView.ts";
import type { Self } from "./self.ts";
import { isOver } from "./visit.ts";

/** Those who hear of a change at once do not all look at once: they are spread over a tick, and over no less than this. */
const spreadMsMin = 5000;

/** Keeps what the room says of itself up to date: reads it at first, and again when a tick tells of other settings. */
export interface Renewal {
  begin(): void;
  heard(tick: TickMessage): void;
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

  return {
    begin: () => void look(),
    heard({ version }) {
      const { facts } = self.getState();
      if (version === undefined || version === facts.version) return;
      if (isUnderWay || dueAtMs < Number.POSITIVE_INFINITY) return;
      // A copy from before the change may be handed out for one more N.
      const tickMs = (facts.tickSeconds ?? defaultSettings.tickSeconds) * 1000;
      dueAtMs = clock.steadyMs() + tickMs + random() * Math.max(tickMs, spreadMsMin);
    },
    beat() {
      if (clock.steadyMs() >= dueAtMs && !isOver(self.getState().visit)) void look();
    },
  };
}
