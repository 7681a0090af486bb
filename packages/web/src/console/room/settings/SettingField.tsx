import type { Settings } from "@fairline/core";
import { type InputHTMLAttributes, useId } from "react";
import { Configured } from "../Configured.tsx";
import type { RoomStore } from "../store.ts";
import { asText, type Field, listed, type Ready, switched } from "./form.ts";
import { hintOf, names, refusalSaid, shownValue } from "./words.ts";

interface SettingFieldProps {
  readonly store: RoomStore;
  readonly form: Ready;
  readonly field: Field;
  readonly configured: Settings;
}

const wide: ReadonlySet<Field> = new Set<Field>(["title", listed]);

/** One setting: its value, what it means, and what is in force where something else is typed. */
export function SettingField({ store, form, field, configured }: SettingFieldProps) {
  const id = useId();
  const typed = form.draft[field];
  const refusal = form.refused[field];
  const stored = asText(form.settings[field]);
  const inForce = shownValue(field, stored);
  const ofReset = shownValue(field, asText(configured[field]));
  const isAsking = (form.draft[switched] ?? String(form.settings[switched])) === "true";
  const input = {
    id,
    name: field,
    readOnly: form.outcome.kind === "saving",
    "aria-invalid": refusal !== undefined,
    "aria-describedby": `${id}-note`,
  };
  return (
    <div className={wide.has(field) ? "field wide" : "field"} data-changed={typed !== undefined}>
      <label htmlFor={id}>{names[field]}</label>
      <Control
        field={field}
        text={typed ?? stored}
        input={input}
        onType={(text) => store.type(field, text)}
      />
      <p id={`${id}-note`} className={refusal === undefined ? "note" : "note refusal"}>
        {refusal !== undefined && refusalSaid(field, refusal)}
        {refusal === undefined && (typed === undefined ? hintOf(field, isAsking) : `In force: ${inForce}`)}
        {ofReset !== inForce && <Configured name={field}>{ofReset}</Configured>}
      </p>
    </div>
  );
}

interface ControlProps {
  readonly field: Field;
  readonly text: string;
  /** What every control is told. */
  readonly input: InputHTMLAttributes<HTMLElement> & { readonly name: string; readonly readOnly: boolean };
  readonly onType: (text: string) => void;
}

function Control({ field, text, input, onType }: ControlProps) {
  switch (field) {
    case switched:
      return (
        <input
          {...input}
          type="checkbox"
          checked={text === "true"}
          onChange={(event) => onType(String(event.target.checked))}
        />
      );
    case listed:
      return (
        <textarea
          {...input}
          value={text}
          rows={Math.max(2, text.split("\n").length)}
          spellCheck={false}
          onChange={(event) => onType(event.target.value)}
        />
      );
    default:
      return (
        <input
          {...input}
          value={text}
          inputMode={field === "title" ? "text" : "numeric"}
          autoComplete="off"
          onChange={(event) => onType(event.target.value)}
        />
      );
  }
}
