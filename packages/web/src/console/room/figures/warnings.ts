import type { LiveView } from "@fairline/core";
import { ageSeconds, tickAgeSecondsMax } from "../../fresh.ts";
import { isStaleFeed, type LiveFeed } from "../feed.ts";

/** What an operator has to look after. */
export type Warning = "ticks" | "deadLetters";

/** What is wrong in the room, as far as is known: of what is stale nothing is said. */
export function warningsOf(feed: LiveFeed, nowMs: number): readonly Warning[] {
  if (isStaleFeed(feed, nowMs)) return [];
  const warnings: Warning[] = [];
  if (tickIsLate(feed, nowMs)) warnings.push("ticks");
  if (deadLettersIn(feed.view) > 0) warnings.push("deadLetters");
  return warnings;
}

/** The last tick is older than it can be where ticks come. */
export function tickIsLate({ view, receivedAtMs }: LiveFeed, nowMs: number): boolean {
  if (view.lastTickAt === undefined) return false;
  const age = ageSeconds(view.lastTickAt, { at: view.snapshot.at, receivedAtMs }, nowMs);
  return age > tickAgeSecondsMax(view.snapshot.tickSeconds);
}

export function deadLettersIn({ deadLetters }: LiveView): number {
  return deadLetters === undefined ? 0 : deadLetters.Lobby + deadLetters.Turns + deadLetters.Ticks;
}

/** So much of the budget is as good as all of it. */
const budgetShareMax = 0.95;

/** Nothing is wrong then: those far back in line hear less often, as they are meant to. */
export function pushesAreAtBudget({
  pushes: { perSecond, perSecondMax },
}: Pick<LiveView, "pushes">): boolean {
  return perSecond >= budgetShareMax * perSecondMax;
}
