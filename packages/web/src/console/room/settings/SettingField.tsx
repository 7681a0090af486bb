import type { Settings } from "@fairline/core";
import { useId } from "react";
import { Configured } from "../Configured.tsx";
import type { RoomStore } from "../store.ts";
import { type Field, type Ready, switched } from "./form.ts";
import { hintOf, names, refusalSaid, shownValue } from "./words.ts";

interface SettingFieldProps {
  readonly store: RoomStore;
  readonly form: Ready;
  readonly field: Field;
  readonly configured: Settings;
}

/** One setting: its value, what it means, and what is in force where something else is typed. */
export function SettingField({ store, form, field, configured }: SettingFieldProps) {
  const id = useId();
  const typed = form.draft[field];
  const refusal = form.refused[field];
  const stored = String(form.settings[field]);
  const inForce = shownValue(field, stored);
  const ofReset = shownValue(field, String(configured[field]));
  const isAsking = (form.draft[switched] ?? String(form.settings[switched])) === "true";
  const input = {
    id,
    name: field,
    readOnly: form.outcome.kind === "saving",
    "aria-invalid": refusal !== undefined,
    "aria-describedby": `${id}-note`,
  };
  return (
    <div className={field === "title" ? "field wide" : "field"} data-changed={typed !== undefined}>
      <label htmlFor={id}>{names[field]}</label>
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
        {refusal !== undefined && refusalSaid(field, refusal)}
        {refusal === undefined && (typed === undefined ? hintOf(field, isAsking) : `In force: ${inForce}`)}
        {ofReset !== inForce && <Configured name={field}>{ofReset}</Configured>}
      </p>
    </div>
  );
}
