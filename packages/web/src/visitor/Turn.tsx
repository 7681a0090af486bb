import { type FormEvent, useId } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import type { Words } from "./language.ts";
import { countdown, fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";
import type { Request, Visit } from "./visit.ts";
import { TimeLeft } from "./Way.tsx";

const lastSeconds = 10;

interface TurnProps {
  readonly store: VisitorStore;
  readonly visit: Extract<Visit, { stage: "turn" }>;
}

/** The visitor's turn: the time that is left, and the one thing to do with it. */
export function Turn({ store, visit }: TurnProps) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const slotSeconds = useStore(store, (state) => state.facts.slotSeconds);
  const { words } = useSpeech();
  const secondsLeft = Math.max(0, (visit.expiresAtMs - nowMs) / 1000);
  const share = slotSeconds === undefined ? 1 : Math.min(1, secondsLeft / slotSeconds);
  return (
    <>
      <section className="inner hero turn-hero">
        <div>
          <h1 className="headline">{words.turnTitle}</h1>
          <p className="place clock" role="timer" data-last={secondsLeft <= lastSeconds}>
            <span data-testid="countdown">{countdown(secondsLeft)}</span>
          </p>
          <p className="label">{words.turnLeft}</p>
        </div>
        <div className="hero-side">
          <p>{words.turnText}</p>
          <Reservation store={store} request={visit.request} />
        </div>
      </section>
      <TimeLeft share={share} />
      <section className="inner turn-end">
        <button
          type="button"
          className="button quiet"
          data-testid="finish"
          disabled={visit.request.kind === "sent"}
          onClick={() => void store.finish()}
        >
          {visit.request.kind === "sent" && visit.request.what === "finish" ? words.finishing : words.finish}
        </button>
        <dl className="facts">
          <div>
            <dt>{words.numberLabel}</dt>
            <dd data-testid="number">{visit.number}</dd>
          </div>
        </dl>
      </section>
    </>
  );
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

function refusalText(request: Request, words: Words): string | undefined {
  if (request.kind !== "refused") return undefined;
  switch (request.why) {
    case "noEmail":
      return words.noEmail;
    case "email":
      return request.message === undefined
        ? words.emailRefused
        : fill(words.emailRefusedBecause, { message: request.message });
    case "pass":
      return words.passRefused;
    case "offline":
      return words.offline;
    case "server":
    case "over":
      return words.serverRefused;
    default:
      return request.why satisfies never;
  }
}
