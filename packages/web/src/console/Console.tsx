import type { LiveView } from "@fairline/core";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { clock, http, tabMemory } from "../browser.ts";
import { Controls } from "./Controls.tsx";
import { Figures } from "./Figures.tsx";
import { isStale } from "./live.ts";
import { SettingsForm } from "./SettingsForm.tsx";
import { SignIn } from "./SignIn.tsx";
import { Slots } from "./Slots.tsx";
import { type ConsoleStore, createConsoleStore, givenIn } from "./store.ts";
import { TopBar } from "./TopBar.tsx";
import "./console.css";

/** Read once, when this page's code is loaded: the token must not stay in the address. */
const given = givenIn(location.hash);
if (given.token !== undefined) history.replaceState(null, "", location.pathname + location.search);

export default function Console() {
  const store = useMemo(() => createConsoleStore({ clock, http, memory: tabMemory }, given), []);
  useEffect(() => store.start(), [store]);
  return <ConsolePage store={store} />;
}

export function ConsolePage({ store }: { store: ConsoleStore }) {
  const signedIn = useStore(store, (state) => state.session.session === "signedIn");
  const room = useStore(store, (state) => state.room);
  const waiting = useStore(store, ({ feed }) =>
    feed.feed === "live" ? feed.view.snapshot.waiting : undefined,
  );
  useEffect(() => {
    document.title = waiting === undefined ? "Console · Fairline" : `${waiting} waiting · ${room} · Fairline`;
    document.documentElement.lang = "en";
  }, [room, waiting]);
  return signedIn ? <Watching store={store} /> : <SignIn store={store} />;
}

function Watching({ store }: { store: ConsoleStore }) {
  const feed = useStore(store, (state) => state.feed);
  const stale = useStore(store, (state) => isStale(state.feed, state.nowMs));
  const room = useStore(store, (state) => state.room);
  return (
    <div className="console">
      <TopBar store={store} />
      <main id="main" data-stage="console" data-feed={feed.feed} data-stale={stale}>
        {feed.feed === "loading" && <p className="console-note">Reading the room…</p>}
        {feed.feed === "unknownRoom" && (
          <p className="console-note trouble" role="alert">
            There is no room named “{room}”.
          </p>
        )}
        {feed.feed === "trouble" && (
          <p className="console-note trouble" role="alert">
            {feed.trouble} Trying again every second.
          </p>
        )}
        {feed.feed === "live" && (
          <div className="console-columns">
            <div className="console-view">
              <Figures view={feed.view} />
              <Slots store={store} view={feed.view} />
            </div>
            <div className="console-hands">
              <Controls store={store} view={feed.view} />
              <SettingsForm store={store} view={feed.view} />
              <Audit view={feed.view} />
            </div>
          </div>
        )}
      </main>
    </div>
  );
}

const auditTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

function Audit({ view }: { view: LiveView }) {
  return (
    <section className="card" aria-labelledby="audit">
      <h2 id="audit">Changes</h2>
      {view.audit.length === 0 && <p className="faint">Nothing was changed yet.</p>}
      <ol className="audit" data-testid="audit">
        {view.audit.map(({ at, what }) => (
          <li className="audit-entry" key={`${at} ${what}`}>
            <time dateTime={at}>{auditTime.format(Date.parse(at))}</time>
            <span className="audit-what">{what}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
