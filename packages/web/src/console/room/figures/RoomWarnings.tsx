import { useStore } from "zustand";
import { staleSaid, Warnings } from "../../Warnings.tsx";
import { isStaleFeed, type LiveFeed } from "../feed.ts";
import type { RoomStore } from "../store.ts";
import { type Warning, warningsOf } from "./warnings.ts";

const said: Record<Warning, string> = {
  ticks:
    "Ticks fail to come: places are old, and idle slots are not filled. Look at the queue Ticks and the function tick.",
  deadLetters:
    "There are dead letters, messages that nobody could use: the queues whose names end in Dead hold them.",
};

/** What an operator of this room has to look after. */
export function RoomWarnings({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const warnings = Object.fromEntries(warningsOf(feed, nowMs).map((name) => [name, said[name]]));
  return <Warnings warnings={isStaleFeed(feed, nowMs) ? { stale: staleSaid(feed.trouble) } : warnings} />;
}
