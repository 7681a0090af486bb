import type { LiveView } from "@fairline/core";
import { Configured } from "../Configured.tsx";
import type { RoomStore } from "../store.ts";
import { ConfirmState } from "./ConfirmState.tsx";
import { DeedButton } from "./DeedButton.tsx";
import { Outcome } from "./Outcome.tsx";
import { Reset } from "./Reset.tsx";

type Press = "pause" | "resume" | "open" | "close" | "drain";

/** What a room does just now. Draining, it is open to those in line only. */
type Doing = "open" | "draining" | "paused" | "closed";

/** What can be done in each state, the likeliest first. */
const offered: Record<Doing, readonly Press[]> = {
  open: ["pause", "drain", "close"],
  draining: ["pause", "open", "close"],
  paused: ["resume", "drain", "close"],
  closed: ["open"],
};

const names: Record<Press, string> = {
  pause: "Pause",
  resume: "Resume",
  open: "Open…",
  close: "Close…",
  drain: "Drain…",
};

const meaning: Record<Doing, string> = {
  open: "Everybody can join, and the line moves.",
  draining: "Newcomers are refused. Those in line are served, then the room closes by itself.",
  paused: "Nobody is called. Everybody keeps their place, and more can join.",
  closed: "Nobody can join, and nobody is called.",
};

/** The room's state. What costs nobody anything is done at once; the rest is asked about first. */
export function StateButtons({ store, view }: { store: RoomStore; view: LiveView }) {
  const { room, state, draining } = view.snapshot;
  const doing = state === "open" && draining ? "draining" : state;
  const press: Record<Press, () => void> = {
    pause: () => void store.pause(),
    resume: () => void store.resume(),
    open: () => void store.ask("open"),
    close: () => void store.ask("close"),
    drain: () => void store.ask("drain"),
  };
  return (
    <section className="card" aria-labelledby="state">
      <h2 id="state">State</h2>
      <p className="faint">
        {meaning[doing]}
        {view.configured.state !== state && <Configured name="state">{view.configured.state}</Configured>}
      </p>
      <p className="actions">
        {offered[doing].map((name, index) => (
          // What stands first gives its place, and the focus, to what comes after it: Pause to Resume.
          <DeedButton
            key={index === 0 ? "first" : name}
            store={store}
            look={index === 0 ? "main" : undefined}
            press={press[name]}
          >
            {names[name]}
          </DeedButton>
        ))}
        <Reset store={store} view={view} />
      </p>
      <a className="bar-link" href={`/r/${encodeURIComponent(room)}`} target="_blank" rel="noreferrer">
        Visitor’s page
      </a>
      <Outcome store={store} of={["pause", "resume", "open", "close", "drain", "reset"]} />
      <ConfirmState store={store} view={view} />
    </section>
  );
}
