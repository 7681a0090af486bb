import type { LiveView } from "@fairline/core";
import { type FormEvent, useId } from "react";
import { useStore } from "zustand";
import { Configured } from "./Configured.tsx";
import { type Field, fields, type Ready, switched } from "./settings.ts";
import type { ConsoleStore } from "./store.ts";

const labels: Record<Field, { name: string; hint: string }> = {
  title: { name: "Title", hint: "What visitors read at the top of the page." },
  slots: { name: "Slots (X)", hint: "Visitors on the site at once." },
  slotSeconds: { name: "Slot seconds (Y)", hint: "How long each may stay, from the next visit on." },
  tickSeconds: { name: "Tick seconds (N)", hint: "How often everybody hears of the line." },
  graceSeconds: { name: "Grace seconds", hint: "Called but not there for this long: a no-show." },
  holdSeconds: { name: "Hold seconds", hint: "How long a place is kept without a connection." },
  confirm: {
    name: "Ask for “I’m here”",
    hint: "Who is called answers within the grace seconds, or the slot goes to the next.",
  },
};

/** The live settings. Only what was changed is sent, and only if nobody else changed them meanwhile. */
export function SettingsForm({ store, view }: { store: ConsoleStore; view: LiveView }) {
  const form = useStore(store, (state) => state.form);
  if (form.form === "loading")
    return (
      <section className="card">
        <h2>Settings</h2>
        <p className="faint">Reading…</p>
      </section>
    );
  const changes = Object.keys(form.draft).length;
  const saving = form.outcome.kind === "saving";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void store.save();
  };
  return (
    <section className="card" aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <form aria-label="Settings" noValidate onSubmit={submit}>
        <fieldset disabled={saving}>
          {fields.map((field) => {
            const configured = shownValue(field, String(view.configured[field]));
            return (
              <SettingField key={field} store={store} form={form} field={field} configured={configured} />
            );
          })}
          <p className="actions">
            <button type="submit" className="button main" disabled={changes === 0}>
              {saving ? "Saving…" : "Save"}
            </button>
            <button type="button" className="button" disabled={changes === 0} onClick={() => store.discard()}>
              Discard
            </button>
          </p>
        </fieldset>
        <p
          className={isBad(form) ? "note refusal" : "note"}
          role="status"
          data-testid="settings-outcome"
          data-outcome={form.outcome.kind}
        >
          {outcomeText(form)}
        </p>
      </form>
    </section>
  );
}

interface SettingFieldProps {
  readonly store: ConsoleStore;
  readonly form: Ready;
  readonly field: Field;
  readonly configured: string;
}

function SettingField({ store, form, field, configured }: SettingFieldProps) {
  const id = useId();
  const typed = form.draft[field];
  const refusal = form.refused[field];
  const stored = String(form.settings[field]);
  const inForce = shownValue(field, stored);
  const input = {
    id,
    name: field,
    "aria-invalid": refusal !== undefined,
    "aria-describedby": `${id}-note`,
  };
  return (
    <div className={field === "title" ? "field wide" : "field"} data-changed={typed !== undefined}>
      <label htmlFor={id}>{labels[field].name}</label>
      {field === switched ? (
        <input
          {...input}
          type="checkbox"
          checked={(typed ?? stored) === "true"}
          onChange={(event) => store.type(field, String(event.target.checked))}
        />
      ) : (
        <input
          {...input}
          value={typed ?? stored}
          inputMode={field === "title" ? "text" : "numeric"}
          autoComplete="off"
          onChange={(event) => store.type(field, event.target.value)}
        />
      )}
      <p id={`${id}-note`} className={refusal === undefined ? "note" : "note refusal"}>
        {refusal ?? (typed === undefined ? labels[field].hint : `In force: ${inForce}`)}
        {configured !== inForce && <Configured name={field}>{configured}</Configured>}
      </p>
    </div>
  );
}

function shownValue(field: Field, text: string): string {
  if (field !== switched) return text;
  return text === "true" ? "on" : "off";
}

function isBad({ outcome, refused }: Ready): boolean {
  return outcome.kind === "changedElsewhere" || outcome.kind === "failed" || countOf(refused) > 0;
}

function outcomeText({ outcome, refused }: Ready): string {
  switch (outcome.kind) {
    case "none":
      return refusedText(countOf(refused));
    case "saving":
      return "";
    case "saved":
      return "Saved. In force within one tick.";
    case "changedElsewhere":
      return "Somebody else changed the settings meanwhile, so nothing was saved. The form shows what is in force now; what you typed is kept. Save again to overrule.";
    case "failed":
      return `Not saved: ${outcome.message}`;
    default:
      return outcome satisfies never;
  }
}

function refusedText(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "Not saved: 1 field is refused." : `Not saved: ${count} fields are refused.`;
}

function countOf(refused: Ready["refused"]): number {
  return Object.keys(refused).length;
}
