import type { LiveView, Settings } from "@fairline/core";
import { limits } from "@fairline/core";
import type { FormEvent } from "react";
import { useStore } from "zustand";
import { Configured } from "../Configured.tsx";
import type { RoomStore } from "../store.ts";
import { DeedButton } from "./DeedButton.tsx";
import { Outcome } from "./Outcome.tsx";
import {
  type Audience,
  audiences,
  inForce,
  isAnnounced,
  isWritten,
  languageNames,
  otherLanguages,
  type Speech,
} from "./speech.ts";

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
  const field = (to: Audience) => (
    <AudienceField
      key={to}
      to={to}
      text={speech.draft[to] ?? inForce(settings, to)}
      write={(text) => store.write(to, text)}
    />
  );
  const isTranslated = audiences.some((to) => to !== "everybody" && inForce(settings, to) !== "");
  const isSpoken = isAnnounced(settings);
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
        <OtherLanguages settings={settings} speech={speech} write={store.write} />
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
            <DeedButton store={store} press={() => void store.takeAnnouncementAway()}>
              Take it away
            </DeedButton>
          )}
        </p>
        <Outcome
          store={store}
          of={["announce"]}
          done={isSpoken ? undefined : "Taken away: nothing is announced, in no language."}
        />
      </form>
    </section>
  );
}

interface OtherLanguagesProps {
  readonly settings: Settings;
  readonly speech: Speech;
  readonly write: (language: string, text: string) => void;
}

/** What is read in languages that have no field here: it is in force, so it is shown. */
function OtherLanguages({ settings, speech, write }: OtherLanguagesProps) {
  const languages = otherLanguages(settings);
  if (languages.length === 0) return null;
  return (
    <ul className="other-languages" aria-label="In languages without a field">
      {languages.map((language) => {
        const text = inForce(settings, language);
        const isRemoved = speech.draft[language] === "";
        return (
          <li key={language}>
            <span>
              Also in {language}: “<span lang={language}>{text}</span>”{isRemoved && " (goes with Announce)"}
            </span>
            <button
              type="button"
              className="button small"
              onClick={() => write(language, isRemoved ? text : "")}
            >
              {isRemoved ? "Keep" : "Remove"}
              <span className="unseen"> what is announced in {language}</span>
            </button>
          </li>
        );
      })}
    </ul>
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
