import { warningTexts } from "@fairline/core";
import { useStore } from "zustand";
import { staleSaid, Warnings } from "../../Warnings.tsx";
import { isStaleFeed, type LiveFeed } from "../feed.ts";
import type { RoomStore } from "../store.ts";
import { warningsIn } from "./warnings.ts";

/** What an operator of this room has to look after. */
export function RoomWarnings({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const warnings = Object.fromEntries(warningsIn(feed, nowMs).map((name) => [name, warningTexts[name]]));
  return <Warnings warnings={isStaleFeed(feed, nowMs) ? { stale: staleSaid(feed.trouble) } : warnings} />;
}
