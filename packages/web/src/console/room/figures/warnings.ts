import { type Warning, warningsOf } from "@fairline/core";
import { isStaleFeed, type LiveFeed, sinceSeconds } from "../feed.ts";

/** What is wrong in the room, as far as is known: of what is stale nothing is said. */
export function warningsIn(feed: LiveFeed, nowMs: number): readonly Warning[] {
  return isStaleFeed(feed, nowMs) ? [] : warningsOf(feed.view, sinceSeconds(feed, nowMs));
}
