import type { OwnTicket } from "./ownTicket.ts";
import { backoffMs } from "./polling.ts";
import type { Clock, Random } from "./ports.ts";
import type { Self } from "./self.ts";

/** Giving the place up: it is shown at once, and told to the room as soon as it can be reached. */
export interface Leaving {
  begin(): void;
  /** The visitor joins anew. */
  forget(): void;
  isUnderWay(): boolean;
  /** The socket is there: it is the shortest way. */
  opened(): void;
  beat(): void;
}

export function createLeaving(
  self: Self,
  own: OwnTicket,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  carrier: { sendLeave(key: string): boolean; close(): void },
): Leaving {
  let isUnderWay = false;
  let isAsking = false;
  let failures = 0;
  let againAtMs = 0;

  function told() {
    isUnderWay = false;
    carrier.close();
  }

  async function ask() {
    const [resume, key] = [self.resume(), self.key()];
    if (resume === undefined || isAsking) return;
    isAsking = true;
    const isTold = await own.leave(resume);
    isAsking = false;
    if (!isUnderWay || key !== self.key()) return;
    if (isTold) return told();
    failures += 1;
    againAtMs = clock.steadyMs() + backoffMs(failures, undefined, random());
  }

  return {
    begin() {
      isUnderWay = true;
      failures = 0;
      if (carrier.sendLeave(self.key())) told();
      else void ask();
    },
    forget() {
      isUnderWay = false;
    },
    isUnderWay: () => isUnderWay,
    opened() {
      if (isUnderWay && carrier.sendLeave(self.key())) told();
    },
    beat() {
      if (isUnderWay && clock.steadyMs() >= againAtMs) void ask();
    },
  };
}
