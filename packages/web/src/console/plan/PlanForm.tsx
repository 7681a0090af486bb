import type { FieldName } from "@fairline/planner/plan";
import { type FormEvent, useLayoutEffect, useRef } from "react";
import { useStore } from "zustand";
import { PlanField } from "./PlanField.tsx";
import type { PlanState, PlanStore } from "./store.ts";
import { inOneSentence } from "./summary.ts";
import { further, groups } from "./words.ts";

/** What is known of the event. It is planned when somebody says so: each plan plays the whole crowd. */
export function PlanForm({ store }: { store: PlanStore }) {
  const isPlanning = useStore(store, (state) => state.isPlanning);
  const texts = useStore(store, (state) => state.texts);
  const shown = useStore(store, (state) => state.shown);
  const refused = useStore(store, (state) => Object.keys(state.refusals).length);
  const isFurtherRefused = useStore(store, ({ refusals }) =>
    further.some((name) => refusals[name] !== undefined),
  );
  const form = useRef<HTMLFormElement>(null);
  const more = useRef<HTMLDetailsElement>(null);
  // What a link brought is not refused out of sight either.
  useLayoutEffect(() => {
    if (isFurtherRefused && more.current !== null) more.current.open = true;
  }, [isFurtherRefused]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    await store.plan();
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const folded = wrong?.closest("details");
    if (folded) folded.open = true;
    wrong?.focus();
  };
  return (
    <section className="card plan-form" aria-label="What is known">
      <form ref={form} aria-label="Event" noValidate onSubmit={submit}>
        {groups.map(({ title, fields }) => (
          <fieldset key={title}>
            <legend>{title}</legend>
            <Fields store={store} of={fields} />
          </fieldset>
        ))}
        <details ref={more}>
          <summary>More of it</summary>
          <fieldset>
            <legend className="unseen">More of it</legend>
            <Fields store={store} of={further} />
          </fieldset>
        </details>
        <div className="plan-bar">
          <button type="submit" className="button main" aria-disabled={isPlanning}>
            {isPlanning ? "Planning…" : "Plan"}
          </button>
          <p className={refused > 0 ? "note refusal" : "note"} role="status" data-testid="plan-outcome">
            {said({ refused, isPlanning, shown, texts })}
          </p>
        </div>
      </form>
    </section>
  );
}

function Fields({ store, of }: { store: PlanStore; of: readonly FieldName[] }) {
  return of.map((field) => <PlanField key={field} store={store} field={field} />);
}

interface Outcome extends Pick<PlanState, "isPlanning" | "shown" | "texts"> {
  readonly refused: number;
}

function said({ refused, isPlanning, shown, texts }: Outcome): string {
  if (refused > 0) return refused === 1 ? "1 field is refused." : `${refused} fields are refused.`;
  if (isPlanning) return "Playing the event…";
  if (shown === undefined) return "";
  if (shown.texts !== texts) return "The plan is of what was typed before.";
  return `${inOneSentence(shown.plan)} The address of this page has the plan: share it.`;
}
