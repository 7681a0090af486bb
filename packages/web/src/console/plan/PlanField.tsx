import { type FieldName, fields } from "@fairline/planner/plan";
import { useId } from "react";
import { useStore } from "zustand";
import { grouped } from "../say.ts";
import type { PlanStore } from "./store.ts";
import { hints, names, shapes } from "./words.ts";

/** What is written at length. */
const wide: ReadonlySet<FieldName> = new Set<FieldName>(["dwell", "patience", "target-wait"]);

/** One thing that is known of the event, and what it means. */
export function PlanField({ store, field }: { store: PlanStore; field: FieldName }) {
  const id = useId();
  const text = useStore(store, ({ texts }) => texts[field] ?? "");
  const refusal = useStore(store, ({ refusals }) => refusals[field]);
  const control = {
    id,
    name: field,
    value: text,
    "aria-invalid": refusal !== undefined,
    "aria-describedby": `${id}-note`,
    onChange: (event: { target: { value: string } }) => store.type(field, event.target.value),
  };
  return (
    <div
      className={wide.has(field) ? "field wide" : "field"}
      data-changed={text !== (fields[field].byDefault ?? "")}
    >
      <label htmlFor={id}>{names[field]}</label>
      {field === "arrive" ? (
        <select {...control}>
          {Object.entries(shapes).map(([shape, said]) => (
            <option key={shape} value={shape}>
              {said}
            </option>
          ))}
        </select>
      ) : (
        <input {...control} type="text" autoComplete="off" spellCheck={false} />
      )}
      <p id={`${id}-note`} className={refusal === undefined ? "note" : "note refusal"}>
        {refusal === undefined ? hints[field] : `${names[field]} ${grouped(refusal)}`}
      </p>
    </div>
  );
}
