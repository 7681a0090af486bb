import { useEffect } from "react";
import { useStore } from "zustand";
import { Freshness } from "../Freshness.tsx";
import { isStale } from "../fresh.ts";
import type { ConsoleStore } from "../session/store.ts";
import { TopBar } from "../TopBar.tsx";
import { staleSaid, Warnings } from "../Warnings.tsx";
import { linkTo } from "../where.ts";
import { RoomCard } from "./RoomCard.tsx";
import { type RoomsStore, roomsEveryMs } from "./store.ts";

interface RoomsProps {
  readonly session: ConsoleStore;
  readonly store: RoomsStore;
}

/** All rooms side by side. */
export function Rooms({ session, store }: RoomsProps) {
  const feed = useStore(store, (state) => state.feed);
  const nowMs = useStore(store, (state) => state.nowMs);
  useEffect(() => {
    document.title = "Rooms · Fairline";
  }, []);
  const isOld = feed.feed === "live" && isStale(feed, roomsEveryMs, nowMs);
  return (
    <div className="console">
      <TopBar session={session}>
        <h1 className="bar-title">
          <img src="/logo.svg" alt="" width="28" height="28" /> Rooms
        </h1>
        <div className="bar-state">
          {feed.feed === "live" && <Freshness heard={feed} everyMs={roomsEveryMs} nowMs={nowMs} />}
        </div>
        <a className="bar-link" href={linkTo({ view: "plan", room: undefined, texts: {} })}>
          Plan an event
        </a>
      </TopBar>
      <main id="main" data-stage="rooms" data-feed={feed.feed} data-stale={isOld}>
        {feed.feed === "loading" && <p className="console-note">Reading the rooms…</p>}
        {feed.feed === "trouble" && (
          <p className="console-note trouble" role="alert">
            {feed.trouble} Trying again every other second.
          </p>
        )}
        {feed.feed === "live" && feed.rooms.length === 0 && <p className="console-note">There is no room.</p>}
        {feed.feed === "live" && (
          <ul className="rooms" aria-label="Rooms">
            {feed.rooms.map((room) => (
              <RoomCard key={room.room} room={room} heard={feed} nowMs={nowMs} />
            ))}
          </ul>
        )}
        {feed.feed === "live" && <Warnings warnings={isOld ? { stale: staleSaid(feed.trouble) } : {}} />}
      </main>
    </div>
  );
}
