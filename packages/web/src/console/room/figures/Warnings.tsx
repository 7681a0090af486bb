import { useStore } from "zustand";
import type { LiveFeed } from "../feed.ts";
import type { RoomStore } from "../store.ts";
import { type Warning, warningsOf } from "./warnings.ts";

const said: Record<Warning, string> = {
  ticks:
    "Ticks fail to come. Visitors see old places, and idle slots are not filled. Look at the queue Ticks and the function tick.",
  deadLetters:
    "There are dead letters: messages that nobody could use. The queues whose names end in Dead hold them.",
  pushes: "Pushes are at their budget. Those far back in line hear less often; nobody’s turn is delayed.",
};

/** What has to be looked after. The place is always there, or a screen reader would not tell. */
export function Warnings({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  return (
    <div className="warnings" role="status" aria-label="Warnings">
      {warningsOf(feed, nowMs).map((warning) => (
        <p key={warning} data-warning={warning}>
          {said[warning]}
        </p>
      ))}
    </div>
  );
}
