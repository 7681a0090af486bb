import type { LiveView } from "@fairline/core";
import { type FormEvent, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { linkTo } from "../../where.ts";
import type { RoomStore } from "../store.ts";
import { Effect } from "./Effect.tsx";
import { type FormOutcome, fields, isTouched, type Ready } from "./form.ts";
import { SettingField } from "./SettingField.tsx";

/** The live settings. Only what was changed is sent, and only if nobody else changed them meanwhile. */
export function SettingsForm({ store, view }: { store: RoomStore; view: LiveView }) {
  const form = useStore(store, (state) => state.form);
  const nowMs = useStore(store, (state) => state.nowMs);
  const isTyping = form.form === "ready" && isTouched(form);
  const fieldsPlace = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    // What is typed into must not be behind the bar that comes with it.
    const typedInto = document.activeElement;
    if (isTyping && fieldsPlace.current?.contains(typedInto)) typedInto?.scrollIntoView({ block: "nearest" });
  }, [isTyping]);
  if (form.form === "loading")
    return (
      <section className="card">
        <h2>Settings</h2>
        <p className="faint">Reading…</p>
      </section>
    );
  const isSaving = form.outcome.kind === "saving";
  const isIdle = isSaving || !isTyping;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void store.save();
  };
  return (
    <section className="card" aria-labelledby="settings">
      <div className="card-head">
        <h2 id="settings">Settings</h2>
        <PlanLink store={store} />
      </div>
      <form aria-label="Settings" noValidate onSubmit={submit}>
        <fieldset ref={fieldsPlace}>
          <legend className="unseen">Settings</legend>
          {fields.map((field) => (
            <SettingField key={field} store={store} form={form} field={field} configured={view.configured} />
          ))}
        </fieldset>
        {/* It stays in sight and keeps its height while somebody types: Save must not move under a finger. */}
        <div className="settings-bar" data-typing={isTyping}>
          <Effect store={store} view={view} />
          <p
            className={isBad(form.outcome) ? "note refusal" : "note"}
            role="status"
            data-testid="settings-outcome"
            data-outcome={form.outcome.kind}
          >
            {outcomeSaid(form, nowMs)}
          </p>
          <p className="actions">
            <button type="submit" className="button main" aria-disabled={isIdle}>
              {isSaving ? "Saving…" : "Save"}
            </button>
            <button type="button" className="button" aria-disabled={isIdle} onClick={() => store.discard()}>
              Discard
            </button>
          </p>
        </div>
      </form>
    </section>
  );
}

function PlanLink({ store }: { store: RoomStore }) {
  const room = useStore(store, (state) => state.room);
  return <a href={linkTo({ view: "plan", room, texts: {} })}>Plan an event with these</a>;
}

function isBad({ kind }: FormOutcome): boolean {
  return kind === "changedElsewhere" || kind === "failed" || kind === "refused";
}

function outcomeSaid({ outcome, refused }: Ready, nowMs: number): string {
  switch (outcome.kind) {
    case "none":
    case "saving":
      return "";
    case "refused":
      return refusedSaid(Object.keys(refused).length);
    case "saved":
      return nowMs < outcome.inForceAtMs ? "Saved. In force within one tick." : "Saved, and in force.";
    case "changedElsewhere":
      return `${outcome.what} meanwhile, so nothing was saved. The form shows what is in force now; what you typed is kept. Save again to overrule.`;
    case "failed":
      return `Not saved: ${outcome.message}`;
    default:
      return outcome satisfies never;
  }
}

function refusedSaid(count: number): string {
  return count === 1 ? "Not saved: 1 field is refused." : `Not saved: ${count} fields are refused.`;
}
