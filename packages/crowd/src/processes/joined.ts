import type { Progress } from "../census.ts";
import type { History, SettingsSeen, TickSeen } from "../history.ts";
import { thinnedAlike } from "../thinned.ts";

type Frame = Pick<
  History,
  "room" | "seed" | "nonce" | "startedMs" | "endedMs" | "settings" | "processes" | "missing"
>;

/** One history of what several processes saw of the same room, by the same clock. `isInterrupted`: before any was lost. */
export function joined(frame: Frame, histories: readonly History[], isInterrupted: boolean): History {
  const tickLags = thinnedAlike(
    histories.map(({ tickLagsMs, keptOneIn }) => ({ kept: tickLagsMs, stride: keptOneIn.tickLags })),
  );
  const places = thinnedAlike(
    histories.map(({ places, keptOneIn }) => ({ kept: places, stride: keptOneIn.places })),
  );
  return {
    ...frame,
    startedMs: Math.max(frame.startedMs, ...histories.map(({ startedMs }) => startedMs)),
    endedMs: histories.length === 0 ? frame.endedMs : Math.max(...histories.map(({ endedMs }) => endedMs)),
    endedBy: endOf(frame, histories, isInterrupted),
    settings: settingsTogether(frame.settings, histories),
    visitors: histories.flatMap(({ visitors }) => visitors).sort((a, b) => a.visitor - b.visitor),
    tickLagsMs: tickLags.kept,
    keptOneIn: { tickLags: tickLags.stride, places: places.stride },
    ticks: ticksTogether(histories.flatMap(({ ticks }) => ticks)),
    places: places.kept.sort((a, b) => a.atMs - b.atMs),
    unreadable: histories.flatMap(({ unreadable }) => unreadable),
  };
}

function endOf(
  { missing }: Frame,
  histories: readonly History[],
  isInterrupted: boolean,
): History["endedBy"] {
  if (missing.length > 0) return isInterrupted ? "interruption" : "a lost process";
  const ends = histories.map(({ endedBy }) => endedBy);
  return (
    ends.find((end) => end === "interruption") ?? ends.find((end) => end === "timeout") ?? "everybody done"
  );
}

/** Each process learns of a change at its own moment: the first one that did tells it. */
function settingsTogether(
  [first, ...more]: History["settings"],
  histories: readonly History[],
): History["settings"] {
  const seen = [...more, ...histories.flatMap(({ settings }) => settings)].sort((a, b) => a.atMs - b.atMs);
  const together: [SettingsSeen, ...SettingsSeen[]] = [first];
  for (const settings of seen) {
    if (!isSame(settings, together.at(-1) ?? first)) together.push(settings);
  }
  return together;
}

function isSame(one: SettingsSeen, other: SettingsSeen): boolean {
  return JSON.stringify({ ...one, atMs: 0 }) === JSON.stringify({ ...other, atMs: 0 });
}

/** The same tick reaches visitors of every process. */
function ticksTogether(ticks: readonly TickSeen[]): TickSeen[] {
  const byTime = new Map<number, TickSeen>();
  for (const tick of ticks) {
    const known = byTime.get(tick.atMs);
    byTime.set(tick.atMs, known === undefined ? tick : sum(known, tick));
  }
  return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
}

function sum(one: TickSeen, other: TickSeen): TickSeen {
  return {
    ...one,
    heard: one.heard + other.heard,
    lagSumMs: one.lagSumMs + other.lagSumMs,
    lagMaxMs: Math.max(one.lagMaxMs, other.lagMaxMs),
  };
}

/** How the crowd is getting on, when one of its processes has told something new. */
export function progressTogether(
  all: readonly Progress[],
  { waitsMs, tickLag }: Progress,
  visitors: number,
): Progress {
  const total = (of: (progress: Progress) => number) => all.reduce((sum, progress) => sum + of(progress), 0);
  return {
    visitors,
    arrived: total(({ arrived }) => arrived),
    joining: total(({ joining }) => joining),
    waiting: total(({ waiting }) => waiting),
    visiting: total(({ visiting }) => visiting),
    gone: total(({ gone }) => gone),
    done: total(({ done }) => done),
    tickets: total(({ tickets }) => tickets),
    admitted: total(({ admitted }) => admitted),
    waitsMs,
    tickLag,
  };
}
