import type { Snapshot } from "@fairline/core";
import { useEffect } from "react";
import { useStore } from "zustand";
import { Freshness } from "../Freshness.tsx";
import { StateMark } from "../StateMark.tsx";
import { whole } from "../say.ts";
import type { ConsoleStore } from "../session/store.ts";
import { TopBar } from "../TopBar.tsx";
import { linkTo, type Part } from "../where.ts";
import { Charts } from "./charts/Charts.tsx";
import { isStaleFeed, type LiveFeed, lookEveryMs, staleSecondsOf } from "./feed.ts";
import { Figures } from "./figures/Figures.tsx";
import { Outcomes } from "./figures/Outcomes.tsx";
import { RoomWarnings } from "./figures/RoomWarnings.tsx";
import { Announce } from "./hands/Announce.tsx";
import { NumberDesk } from "./hands/NumberDesk.tsx";
import { StateButtons } from "./hands/StateButtons.tsx";
import { LogCard } from "./log/LogCard.tsx";
import { PartLinks } from "./PartLinks.tsx";
import { SettingsForm } from "./settings/SettingsForm.tsx";
import { Slots } from "./slots/Slots.tsx";
import type { RoomStore } from "./store.ts";

interface RoomProps {
  readonly session: ConsoleStore;
  readonly store: RoomStore;
}

/** One room: what happens in it, and what can be done to it. */
export function Room({ session, store }: RoomProps) {
  const room = useStore(store, (state) => state.room);
  const feed = useStore(store, (state) => state.feed);
  const isStale = useStore(store, (state) => isStaleFeed(state.feed, state.nowMs));
  const part = useStore(session, ({ where }): Part => (where.view === "room" ? where.part : "now"));
  const waiting = feed.feed === "live" ? feed.view.snapshot.waiting : undefined;
  useEffect(() => {
    document.title = `${waiting === undefined ? "" : `${waiting} waiting · `}${room} · Fairline`;
  }, [room, waiting]);
  return (
    <div className="console" data-part={part}>
      <TopBar session={session}>
        <RoomTitle store={store} />
      </TopBar>
      <main id="main" data-stage="room" data-feed={feed.feed} data-stale={isStale}>
        {feed.feed === "loading" && <p className="console-note">Reading the room…</p>}
        {feed.feed === "unknownRoom" && (
          <p className="console-note trouble" role="alert">
            There is no room named “{room}”. <a href={linkTo({ view: "rooms" })}>All rooms</a>
          </p>
        )}
        {feed.feed === "trouble" && (
          <p className="console-note trouble" role="alert">
            {feed.trouble} Trying again every second.
          </p>
        )}
        {feed.feed === "live" && <Watching store={store} feed={feed} />}
      </main>
      <PartLinks room={room} part={part} />
    </div>
  );
}

function RoomTitle({ store }: { store: RoomStore }) {
  const room = useStore(store, (state) => state.room);
  const feed = useStore(store, (state) => state.feed);
  const nowMs = useStore(store, (state) => state.nowMs);
  const live = feed.feed === "live" ? feed : undefined;
  return (
    <>
      <a className="bar-link" href={linkTo({ view: "rooms" })}>
        <img src="/logo.svg" alt="" width="28" height="28" /> All rooms
      </a>
      <h1 className="bar-title">{live?.view.snapshot.title ?? room}</h1>
      <div className="bar-state">
        {live && (
          <>
            <StateMark {...live.view.snapshot} staleSeconds={staleSecondsOf(live, nowMs)} />
            <Freshness heard={live} everyMs={lookEveryMs(live)} nowMs={nowMs} />
          </>
        )}
      </div>
      {live && <BarFigures {...live.view.snapshot} />}
    </>
  );
}

/** On a phone the figures are another part of the screen than what changes them. */
function BarFigures({ waiting, active, slots }: Snapshot) {
  return (
    <p className="bar-figures" data-testid="bar-figures">
      {whole.format(waiting)} waiting · {whole.format(active)} of {whole.format(slots)}
      <span className="unseen"> slots taken</span>
    </p>
  );
}

function Watching({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const { view } = feed;
  return (
    <>
      <div className="console-columns">
        <div className="console-view">
          <div className="part" data-part="now">
            <Figures store={store} feed={feed} />
            <Outcomes totals={view.totals} />
            <Charts store={store} view={view} />
          </div>
          <div className="part" data-part="slots">
            <Slots store={store} feed={feed} />
          </div>
        </div>
        <div className="console-hands">
          <div className="part" data-part="change">
            <StateButtons store={store} feed={feed} />
            <SettingsForm store={store} view={view} />
            <Announce store={store} view={view} />
            <NumberDesk store={store} view={view} />
          </div>
          <div className="part" data-part="log">
            <LogCard store={store} />
          </div>
        </div>
      </div>
      <RoomWarnings store={store} feed={feed} />
    </>
  );
}
