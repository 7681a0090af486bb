import type { WaitRange } from "@fairline/core";
import { countedNumber, waitAt } from "./line.ts";
import type { Visit } from "./visit.ts";

/**
 * The wait as it is shown: moments on the local clock, so that what is left of it counts down by itself.
 */
export interface ShownWait {
  readonly earliestAtMs: number;
  readonly likelyAtMs: number;
  readonly latestAtMs: number;
}

/** A later end is worth telling from so many seconds on, or from this share of the wait: what people round to. */
const stepSecondsMin = 10;
const stepShare = 1 / 10;
/** What is known this much better is shown, though what was shown is not wrong. */
const narrowerTimes = 2;

/**
 * What to show when fresh news comes. As long as the likely moment lies within what is shown, that stays: it was said to hold
 * eight times of ten, and small corrections would only make it tremble. The end moves later only when it will more likely than
 * not be missed, and then to what is true, in one step that is worth telling.
 */
export function steady(shown: ShownWait | undefined, fresh: WaitRange, nowMs: number): ShownWait {
  const news = momentsOf(fresh, nowMs);
  if (shown === undefined) return news;
  if (news.likelyAtMs > shown.latestAtMs) {
    const laterMs = news.latestAtMs - shown.latestAtMs;
    return laterMs >= stepSeconds(fresh.latestSeconds) * 1000 ? news : shown;
  }
  const isSooner = news.likelyAtMs < shown.earliestAtMs;
  const isSurer = widthMs(news) * narrowerTimes <= widthMs(shown);
  if (!isSooner && !isSurer) return shown;
  return { ...news, latestAtMs: Math.min(news.latestAtMs, shown.latestAtMs) };
}

/** What is shown after news. It is forgotten where the line stands still, and where the place is another one than before. */
export function waitAfter(
  shown: ShownWait | undefined,
  before: Visit,
  visit: Visit,
  nowMs: number,
): ShownWait | undefined {
  if (visit.stage !== "waiting") return undefined;
  const fresh = waitAt(visit.line, nowMs);
  const isSamePlace = before.stage === "waiting" && countedNumber(before.line) === countedNumber(visit.line);
  return fresh && steady(isSamePlace ? shown : undefined, fresh, nowMs);
}

/** What is left of it now. */
export function leftOf(shown: ShownWait, nowMs: number): WaitRange {
  const left = (atMs: number) => Math.max(0, atMs - nowMs) / 1000;
  return {
    earliestSeconds: left(shown.earliestAtMs),
    likelySeconds: left(shown.likelyAtMs),
    latestSeconds: left(shown.latestAtMs),
  };
}

/** How much later an end has to be for a change of mind to be worth it, in seconds. */
export function stepSeconds(latestSeconds: number): number {
  return Math.max(stepSecondsMin, latestSeconds * stepShare);
}

function momentsOf({ earliestSeconds, likelySeconds, latestSeconds }: WaitRange, nowMs: number): ShownWait {
  return {
    earliestAtMs: nowMs + earliestSeconds * 1000,
    likelyAtMs: nowMs + likelySeconds * 1000,
    latestAtMs: nowMs + latestSeconds * 1000,
  };
}

function widthMs({ earliestAtMs, latestAtMs }: ShownWait): number {
  return latestAtMs - earliestAtMs;
}
