import { countedNumber, type Line, placeAt } from "@fairline/client/line";
import { limits } from "@fairline/core";
import { type FormEvent, useId, useState } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { Dialog } from "./Dialog.tsx";
import { refusalText } from "./refusal.ts";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";

const choices = [5, 10, 25];

/** How many people can be let ahead: nobody goes further back than the last number issued. */
function behind(line: Line): number {
  return Math.min(limits.deferPlacesMax, line.issued - countedNumber(line));
}

/** Lets others go ahead, after telling what that means. */
export function Defer({ store, line }: { store: VisitorStore; line: Line }) {
  const [isOpen, setOpen] = useState(false);
  const { words } = useSpeech();
  const open = () => {
    store.endDeferral();
    setOpen(true);
  };
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" className="button quiet" data-testid="defer" onClick={open}>
        {words.defer}
      </button>
      <Dialog isOpen={isOpen} close={close} title={words.deferTitle} testId="defer-dialog">
        <p className="ask-text">{words.deferText}</p>
        <DeferForm store={store} line={line} close={close} />
      </Dialog>
    </>
  );
}

function DeferForm({ store, line, close }: { store: VisitorStore; line: Line; close: () => void }) {
  const field = useId();
  const deferral = useStore(store, (state) => state.deferral);
  // With the line as it was then: what is said of a number speaks when the visitor types, and not at every tick.
  const [typed, setTyped] = useState<{ readonly text: string; readonly line: Line }>();
  const type = (text: string) => {
    store.endDeferral();
    setTyped(text === "" ? undefined : { text, line });
  };
  const { words, number } = useSpeech();
  // More people may have come meanwhile: a number that they make good is good.
  const max = Math.max(behind(line), behind(typed?.line ?? line));
  const places = Number(typed?.text);
  const isWhole = Number.isInteger(places) && places >= 1 && places <= max;
  const isBad = typed !== undefined && !isWhole;
  const refusal =
    max < 1
      ? words.deferNobody
      : isBad
        ? fill(words.deferBad, { max: number(behind(typed.line)) })
        : refusalText(deferral, words);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isWhole) return;
    await store.defer(places);
    if (store.getState().deferral.kind === "none") close();
  };
  return (
    <form className="defer" noValidate onSubmit={submit}>
      <label htmlFor={field}>{words.deferLabel}</label>
      <div className="defer-row">
        <input
          id={field}
          name="places"
          inputMode="numeric"
          autoComplete="off"
          value={typed?.text ?? ""}
          aria-invalid={isBad}
          aria-describedby={`${field}-hint`}
          onChange={(event) => type(event.target.value.trim())}
        />
        {choices
          .filter((choice) => choice <= max)
          .map((choice) => (
            <button
              key={choice}
              type="button"
              className="button small"
              aria-pressed={places === choice}
              onClick={() => type(String(choice))}
            >
              {number(choice)}
            </button>
          ))}
      </div>
      <p
        id={`${field}-hint`}
        className={refusal === undefined ? "hint" : "hint refusal"}
        data-testid="defer-hint"
      >
        <span role="status">
          {refusal ?? (typed !== undefined && <Meaning line={typed.line} places={places} />)}
        </span>
        {refusal === undefined && typed === undefined && fill(words.deferHint, { max: number(max) })}
      </p>
      <p className="actions">
        <button type="submit" className="button main" disabled={!isWhole || deferral.kind === "sent"}>
          {deferral.kind === "sent" ? words.moment : words.deferConfirm}
        </button>
        <button type="button" className="button" onClick={close}>
          {words.deferKeep}
        </button>
      </p>
    </form>
  );
}

function Meaning({ line, places }: { line: Line; places: number }) {
  const { words, number, roughly } = useSpeech();
  const place = number(placeAt(line, line.heardAtMs) + places);
  if (line.paceSeconds <= 0) return fill(words.deferPlace, { place });
  return fill(words.deferPlaceTime, { place, time: roughly(places * line.paceSeconds) });
}
