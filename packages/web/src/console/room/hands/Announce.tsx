import type { LiveView } from "@fairline/core";
import { limits } from "@fairline/core";
import type { FormEvent } from "react";
import { useStore } from "zustand";
import { Configured } from "../Configured.tsx";
import type { RoomStore } from "../store.ts";
import { Outcome } from "./Outcome.tsx";
import { type Audience, audiences, inForce, isWritten, languageNames } from "./speech.ts";

/** What is told to everybody in line, in as many languages as there is time for. */
export function Announce({ store, view }: { store: RoomStore; view: LiveView }) {
  const form = useStore(store, (state) => state.form);
  const speech = useStore(store, (state) => state.speech);
  const isBusy = useStore(store, ({ deed }) => deed.kind === "sent");
  if (form.form === "loading") return null;
  const { settings } = form;
  const isIdle = isBusy || !isWritten(speech);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isIdle) void store.announce();
  };
  const clear = () => {
    for (const to of audiences) store.write(to, "");
  };
  const field = (to: Audience) => (
    <AudienceField
      key={to}
      to={to}
      text={speech.draft[to] ?? inForce(settings, to)}
      write={(text) => store.write(to, text)}
    />
  );
  const isTranslated = audiences.some((to) => to !== "everybody" && inForce(settings, to) !== "");
  const isSpoken = isTranslated || settings.announcement !== "";
  const { announcement: configured } = view.configured;
  return (
    <section className="card" aria-labelledby="announcement">
      <h2 id="announcement">Announcement</h2>
      <form className="announce" aria-label="Announcement" onSubmit={submit}>
        {field("everybody")}
        <details open={isTranslated || undefined}>
          <summary>In other languages</summary>
          <div className="announce">{audiences.filter((to) => to !== "everybody").map(field)}</div>
        </details>
        <p className="note">
          Everybody in line reads it with the next tick: in their own language where there is a text, else the
          first one.
          {configured !== settings.announcement && (
            <Configured name="announcement">{configured === "" ? "none" : `“${configured}”`}</Configured>
          )}
        </p>
        <p className="actions">
          <button type="submit" className="button" aria-disabled={isIdle}>
            Announce
          </button>
          {isSpoken && (
            <button type="button" className="button quiet" onClick={clear}>
              Empty all fields
            </button>
          )}
        </p>
        <Outcome store={store} of={["announce"]} />
      </form>
    </section>
  );
}

interface AudienceFieldProps {
  readonly to: Audience;
  readonly text: string;
  readonly write: (text: string) => void;
}

function AudienceField({ to, text, write }: AudienceFieldProps) {
  const id = `announce-${to}`;
  return (
    <div className="field">
      <label htmlFor={id}>{to === "everybody" ? "To everybody" : `In ${languageNames[to]}`}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={limits.announcementCharsMax}
        value={text}
        lang={to === "everybody" ? undefined : to}
        onChange={(event) => write(event.target.value)}
      />
    </div>
  );
}
