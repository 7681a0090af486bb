import { nothingSeen, type Pace, pace, type WaitRange, waitRange, withSample } from "@fairline/core";
import type { Gathering } from "./gathering.ts";
import { limits } from "./limits.ts";
import type { Moments } from "./moments.ts";
import type { Played } from "./play.ts";

export interface RoomSettings {
  readonly slots: number;
  readonly slotSeconds: number;
  readonly handoverSeconds: number;
}

/** What pages tell of the wait, by the rules that tell it in a room. */
export interface Told {
  /** The wait of the last in line, at each moment at which somebody waits. */
  readonly ofLast: readonly (WaitRange | undefined)[];
  /** So many visitors were compared: what they were told first, with what came. */
  readonly visitors: number;
  /** The shares of them whose turn came within the range, before it and after it; nothing: nobody had to wait. */
  readonly within: number | undefined;
  readonly earlier: number | undefined;
  readonly later: number | undefined;
}

/** SPEC T6 in the plan's time: the pace is remembered from tick to tick, and each wait told by it. */
export function told(gathering: Gathering, played: Played, moments: Moments, settings: RoomSettings): Told {
  const paces = pacesOf(moments, settings);
  const ofLast = paces.map((now, moment) => {
    const last = at(moments.issued, moment) - at(moments.served, moment);
    return now === undefined || last <= 0 ? undefined : waitRange(last, now);
  });
  const { arrives } = gathering;
  const step = Math.ceil(arrives.length / limits.askedMax);
  let [visitors, earlier, later] = [0, 0, 0];
  for (let number = 0; number < arrives.length; number += step) {
    const moment = Math.ceil(at(arrives, number) / moments.everySeconds);
    const now = paces[moment];
    const place = number + 1 - at(moments.served, moment);
    const seconds = at(played.reached, number) + settings.handoverSeconds - moment * moments.everySeconds;
    if (now === undefined || played.gaveUp[number] === 1 || place < 1 || seconds <= 0) continue;
    const { earliestSeconds, latestSeconds } = waitRange(place, now);
    visitors += 1;
    if (seconds < earliestSeconds) earlier += 1;
    if (seconds > latestSeconds) later += 1;
  }
  const share = (count: number) => (visitors === 0 ? undefined : count / visitors);
  return {
    ofLast,
    visitors,
    within: share(visitors - earlier - later),
    earlier: share(earlier),
    later: share(later),
  };
}

function pacesOf(moments: Moments, settings: RoomSettings): (Pace | undefined)[] {
  let memory = nothingSeen;
  return Array.from({ length: moments.count }, (_, moment) => {
    const waiting = at(moments.waiting, moment);
    const served = at(moments.served, moment);
    // Only the sum of the ages counts: as many visits of the mean age say the same.
    const visit = { ageSeconds: at(moments.ageSecondsMean, moment), slotSeconds: settings.slotSeconds };
    const visits = new Array<typeof visit>(at(moments.active, moment)).fill(visit);
    const seen = {
      atMs: moment * moments.everySeconds * 1000,
      serving: served + 1,
      admitted: at(moments.begun, moment),
      visits,
    };
    memory = withSample(memory, seen, settings, waiting > 0);
    if (waiting === 0) return undefined;
    return pace(memory, settings, { waiting, toServe: at(moments.issued, moment) - served });
  });
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
