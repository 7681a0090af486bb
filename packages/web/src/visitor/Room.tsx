import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { Shell } from "../Shell.tsx";
import { useSpeech } from "../speech.tsx";
import { browserWorld } from "./browserWorld.ts";
import { Closed, Connecting, Ended } from "./Ended.tsx";
import { LinkBanner, Spoken } from "./Notices.tsx";
import type { VisitorState, VisitorStore } from "./state.ts";
import { createVisitorStore } from "./store.ts";
import { Turn } from "./Turn.tsx";
import { pageTitle } from "./title.ts";
import { Waiting } from "./Waiting.tsx";
import "./visitor.css";

/** The page of one room: starts the store, and shows the stage that it is in. */
export function Room({ room }: { room: string }) {
  const store = useMemo(() => createVisitorStore(room, browserWorld), [room]);
  useEffect(() => store.start(), [store]);
  return <RoomPage store={store} />;
}

export function RoomPage({ store }: { store: VisitorStore }) {
  const speech = useSpeech();
  const stage = useStore(store, (state) => state.visit.stage);
  const why = useStore(store, ({ visit }) => (visit.stage === "left" ? visit.why : undefined));
  const title = useStore(store, roomTitle);
  const tabTitle = useStore(store, (state) => pageTitle(state, speech));
  useEffect(() => {
    document.title = tabTitle;
  }, [tabTitle]);
  return (
    <Shell title={title} tone={stage === "turn" ? "turn" : "plain"}>
      <LinkBanner store={store} />
      <main id="main" data-stage={stage} data-why={why}>
        <Announcement store={store} />
        <Stage store={store} />
      </main>
      <Spoken store={store} />
    </Shell>
  );
}

export function roomTitle({ facts, room }: VisitorState): string {
  return facts.title ?? room;
}

function Stage({ store }: { store: VisitorStore }) {
  const visit = useStore(store, (state) => state.visit);
  switch (visit.stage) {
    case "connecting":
      return <Connecting store={store} />;
    case "waiting":
    case "paused":
      return <Waiting store={store} visit={visit} />;
    case "turn":
      return <Turn store={store} visit={visit} />;
    case "closed":
      return <Closed store={store} visit={visit} />;
    case "completed":
    case "expired":
    case "noshow":
    case "left":
    case "unknown":
    case "trouble":
      return <Ended store={store} visit={visit} />;
    case "called":
    case "missed":
    case "moved":
    case "takeover":
      return null;
    default:
      return visit satisfies never;
  }
}

function Announcement({ store }: { store: VisitorStore }) {
  const announcement = useStore(store, (state) => state.announcement);
  const { words } = useSpeech();
  if (announcement === "") return null;
  return (
    <aside className="announcement inner" data-testid="announcement" aria-label={words.announcementLabel}>
      <p className="label">{words.announcementLabel}</p>
      <p className="announcement-text">{announcement}</p>
    </aside>
  );
}
