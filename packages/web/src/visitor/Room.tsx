import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { Shell } from "../Shell.tsx";
import { useSpeech } from "../speech.tsx";
import { type Alerts, createAlerts } from "./alerts/alerts.ts";
import { browserAlerts } from "./alerts/browser.ts";
import { announcementIn } from "./announcement.ts";
import { browserWorld } from "./browserWorld.ts";
import { Called } from "./Called.tsx";
import { Closed, Connecting, Ended } from "./Ended.tsx";
import { useStageFocus } from "./focus.ts";
import { Missed } from "./Missed.tsx";
import { LinkBanner, Spoken } from "./Notices.tsx";
import { OtherTab } from "./OtherTab.tsx";
import type { VisitorState, VisitorStore } from "./state.ts";
import { createVisitorStore } from "./store.ts";
import { Takeover } from "./Takeover.tsx";
import { Turn } from "./Turn.tsx";
import { Waiting } from "./Waiting.tsx";
import "./visitor.css";

/** The page of one room: starts the store, and shows the stage that it is in. */
export function Room({ room }: { room: string }) {
  const store = useMemo(() => createVisitorStore(room, browserWorld), [room]);
  const speech = useSpeech();
  const firstSpeech = useRef(speech);
  const alerts = useMemo(
    () => createAlerts(store, browserWorld.memory, browserAlerts(), firstSpeech.current),
    [store],
  );
  useEffect(() => store.start(), [store]);
  useEffect(() => alerts.start(), [alerts]);
  useEffect(() => alerts.speak(speech), [alerts, speech]);
  return <RoomPage store={store} alerts={alerts} />;
}

interface RoomPageProps {
  readonly store: VisitorStore;
  readonly alerts: Alerts;
}

export function RoomPage({ store, alerts }: RoomPageProps) {
  const stage = useStore(store, (state) => state.visit.stage);
  const why = useStore(store, ({ visit }) => (visit.stage === "left" ? visit.why : undefined));
  const title = useStore(store, roomTitle);
  useStageFocus(stage);
  return (
    <Shell title={title} tone={stage === "turn" || stage === "called" ? "turn" : "plain"}>
      <LinkBanner store={store} />
      <OtherTab store={store} />
      <main id="main" data-stage={stage} data-why={why}>
        <Announcement store={store} />
        <Stage store={store} alerts={alerts} />
      </main>
      <Spoken store={store} />
    </Shell>
  );
}

export function roomTitle({ facts, room }: VisitorState): string {
  return facts.title ?? room;
}

function Stage({ store, alerts }: RoomPageProps) {
  const visit = useStore(store, (state) => state.visit);
  switch (visit.stage) {
    case "connecting":
      return <Connecting store={store} />;
    case "waiting":
    case "paused":
      return <Waiting store={store} alerts={alerts} visit={visit} />;
    case "called":
      return <Called store={store} visit={visit} />;
    case "missed":
      return <Missed store={store} visit={visit} />;
    case "takeover":
      return <Takeover store={store} visit={visit} />;
    case "turn":
      return <Turn store={store} visit={visit} />;
    case "closed":
      return <Closed store={store} visit={visit} />;
    case "completed":
    case "expired":
    case "noshow":
    case "left":
    case "moved":
    case "unknown":
    case "trouble":
      return <Ended store={store} visit={visit} />;
    default:
      return visit satisfies never;
  }
}

/** The organiser's news. What they stand in is there before them: only then does a screen reader hear them come. */
function Announcement({ store }: { store: VisitorStore }) {
  const { words, language } = useSpeech();
  const announcement = useStore(store, (state) => announcementIn(language, state));
  return (
    <div role="status">
      {announcement !== "" && (
        <aside className="announcement inner" data-testid="announcement" aria-label={words.announcementLabel}>
          <p className="label">{words.announcementLabel}</p>
          <p className="announcement-text">{announcement}</p>
        </aside>
      )}
    </div>
  );
}
