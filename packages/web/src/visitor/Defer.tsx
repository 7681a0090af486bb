import { limits } from "@fairline/core";
import { type FormEvent, useId, useState } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { Dialog } from "./Dialog.tsx";
import type { Words } from "./language.ts";
import { countedNumber, type Line, placeAt } from "./line.ts";
import { fill } from "./say.ts";
import type { Deferral, VisitorStore } from "./state.ts";

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
  const [typed, setTyped] = useState("");
  const type = (text: string) => {
    store.endDeferral();
    setTyped(text);
  };
  const { words, number } = useSpeech();
  const max = behind(line);
  const places = Number(typed);
  const isWhole = Number.isInteger(places) && places >= 1 && places <= max;
  const isBad = typed !== "" && !isWhole;
  const refusal =
    max < 1 ? words.deferNobody : isBad ? badNumber(words, number(max)) : refused(deferral, words);
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
          value={typed}
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
        role="status"
        data-testid="defer-hint"
      >
        {refusal ??
          (isWhole ? <Meaning line={line} places={places} /> : fill(words.deferHint, { max: number(max) }))}
      </p>
      <p className="actions">
        <button type="submit" className="button main" disabled={!isWhole || deferral.kind === "sent"}>
          {deferral.kind === "sent" ? words.moment : words.deferConfirm}
        </button>
        <button type="button" className="button" onClick={close}>
          {words.leaveKeep}
        </button>
      </p>
    </form>
  );
}

function Meaning({ line, places }: { line: Line; places: number }) {
  const { words, number, roughly } = useSpeech();
  const place = number(placeAt(line, line.heardAtMs) + places);
  if (line.paceSeconds <= 0) return fill(words.deferPlace, { place });
  const time = fill(words.estimate, { time: roughly(places * line.paceSeconds) });
  return fill(words.deferPlaceTime, { place, time });
}

function badNumber(words: Words, max: string): string {
  return fill(words.deferBad, { max });
}

function refused(deferral: Deferral, words: Words): string | undefined {
  if (deferral.kind !== "refused") return undefined;
  switch (deferral.why) {
    case "nobodyBehind":
      return words.deferNobody;
    case "notWaiting":
      return words.deferNotWaiting;
    case "offline":
      return words.offline;
    case "server":
      return words.serverRefused;
    default:
      return deferral.why satisfies never;
  }
}
