import type { Request, Visit } from "@fairline/client/visit";
import { type FormEvent, useId } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { Clock } from "./Clock.tsx";
import { Foot } from "./Foot.tsx";
import { GoOn } from "./GoOn.tsx";
import { leadsOn } from "./going.ts";
import { goText } from "./goingText.ts";
import type { Words } from "./language.ts";
import { refusalText } from "./refusal.ts";
import type { VisitorStore } from "./state.ts";
import { TimeLeft } from "./Way.tsx";
import { type Warning, warningAt } from "./warning.ts";

interface TurnProps {
  readonly store: VisitorStore;
  readonly visit: Extract<Visit, { stage: "turn" }>;
}

/** The visitor's turn: the time that is left, and the one thing to do with it. */
export function Turn({ store, visit }: TurnProps) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const slotSeconds = useStore(store, (state) => state.facts.slotSeconds);
  const goesOn = useStore(store, leadsOn);
  const acting = useStore(store, (state) => state.acting);
  const { words } = useSpeech();
  const onwardText = useStore(store, ({ going }) => goText(going, words));
  const text = goesOn ? onwardText : words.turnText;
  const secondsLeft = Math.max(0, (visit.expiresAtMs - nowMs) / 1000);
  const share = slotSeconds === undefined ? 1 : Math.min(1, secondsLeft / slotSeconds);
  return (
    <>
      <section className="inner hero turn-hero">
        <div>
          <h1 className="headline" tabIndex={-1} data-focus="">
            {words.turnTitle}
          </h1>
          <Clock secondsLeft={secondsLeft} label={leftText(warningAt(secondsLeft, slotSeconds), words)} />
        </div>
        <div className="hero-side">
          {goesOn && <GoOn store={store} />}
          {text !== undefined && <p>{text}</p>}
          {!goesOn && acting && <Reservation store={store} request={visit.request} />}
        </div>
      </section>
      <TimeLeft share={share} />
      <Foot number={visit.number}>
        <button
          type="button"
          className="button quiet"
          data-testid="finish"
          disabled={visit.request.kind === "sent"}
          onClick={() => void store.complete()}
        >
          {visit.request.kind === "sent" && visit.request.what === "complete" ? words.moment : words.finish}
        </button>
      </Foot>
    </>
  );
}

function leftText(warning: Warning, words: Words): string {
  switch (warning) {
    case "none":
      return words.turnLeft;
    case "soon":
      return words.turnLeftSoon;
    case "last":
      return words.turnLeftLast;
    default:
      return warning satisfies never;
  }
}

function Reservation({ store, request }: { store: VisitorStore; request: Request }) {
  const field = useId();
  const { words } = useSpeech();
  const refusal = refusalText(request, words);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void store.reserve(String(new FormData(event.currentTarget).get("email") ?? ""));
  };
  return (
    <form className="reservation" aria-label={words.reserve} noValidate onSubmit={submit}>
      <label htmlFor={field}>{words.emailLabel}</label>
      <div className="reservation-row">
        <input
          id={field}
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          aria-invalid={refusal !== undefined}
          aria-describedby={`${field}-hint`}
        />
        <button type="submit" className="button main" disabled={request.kind === "sent"}>
          {request.kind === "sent" && request.what === "reserve" ? words.reserving : words.reserve}
        </button>
      </div>
      <p
        id={`${field}-hint`}
        role={refusal === undefined ? undefined : "alert"}
        className={refusal === undefined ? "hint" : "hint refusal"}
        data-testid={refusal === undefined ? undefined : "refusal"}
      >
        {refusal ?? words.emailHint}
      </p>
    </form>
  );
}
