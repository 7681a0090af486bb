import { type RoomSummary, Rooms } from "@fairline/core";
import { type Asks, notUnderstood, troubleText } from "../requests.ts";

/** What is known of all rooms just now. Old news stays on the screen when no new one comes, and is called old. */
export type RoomsFeed =
  | { readonly feed: "loading" }
  | {
      readonly feed: "live";
      /** The server's time of the answer. */
      readonly at: string;
      readonly rooms: readonly RoomSummary[];
      readonly receivedAtMs: number;
      readonly trouble?: string;
    }
  | { readonly feed: "trouble"; readonly trouble: string };

export async function readRooms(asks: Asks, before: RoomsFeed, nowMs: () => number): Promise<RoomsFeed> {
  const answer = await asks("GET", "/rooms");
  if (!answer.ok) return troubled(before, troubleText(answer));
  const read = Rooms.safeParse(answer.body);
  return read.success
    ? { feed: "live", ...read.data, receivedAtMs: nowMs() }
    : troubled(before, notUnderstood);
}

function troubled(before: RoomsFeed, trouble: string): RoomsFeed {
  return before.feed === "live" ? { ...before, trouble } : { feed: "trouble", trouble };
}
