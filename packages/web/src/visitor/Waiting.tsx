import { leftOf } from "@fairline/client/estimate";
import { type Line, placeAt, progressAt } from "@fairline/client/line";
import type { Visit } from "@fairline/client/visit";
import type { CSSProperties } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import type { Alerts } from "./alerts/alerts.ts";
import { Digits } from "./Digits.tsx";
import { Facts } from "./Facts.tsx";
import { Next } from "./Next.tsx";
import { Options } from "./Options.tsx";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";
import { Way } from "./Way.tsx";

interface WaitingProps {
  readonly store: VisitorStore;
  readonly alerts: Alerts;
  readonly visit: Extract<Visit, { stage: "waiting" | "paused" }>;
}

/** In line: the place is what matters, everything else is smaller. */
export function Waiting({ store, alerts, visit }: WaitingProps) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const { language, words } = useSpeech();
  const { line } = visit;
  const place = placeAt(line, nowMs);
  const progress = progressAt(line, nowMs);
  const percent = new Intl.NumberFormat(language, { style: "percent" }).format(progress);
  return (
    <>
      <section className="inner hero">
        <div>
          <h1 className="label" tabIndex={-1} data-focus="">
            {words.placeLabel}
          </h1>
          <p
            className="place"
            data-testid="place"
            style={{ "--digits": Math.max(2, String(place).length) } as CSSProperties}
          >
            <Digits value={place} />
          </p>
        </div>
        <div className="hero-side">
          {visit.stage === "paused" ? (
            <>
              <p className="strong">{words.pausedTitle}</p>
              <p>{words.pausedText}</p>
            </>
          ) : (
            <>
              <p className="label">{words.waitLabel}</p>
              <Wait store={store} />
              <Ahead line={line} place={place} />
            </>
          )}
        </div>
      </section>
      <Way progress={progress} ahead={place - 1} label={fill(words.lineLabel, { percent })} />
      <section className="inner">
        <Facts line={line} nowMs={nowMs} />
        <div className="below">
          <Next store={store} alerts={alerts} line={line} />
          <Options store={store} alerts={alerts} line={line} />
        </div>
      </section>
    </>
  );
}

/** A range that eight of ten waits fall into, and the one that is as likely to be too long as too short (ADR 14). */
function Wait({ store }: { store: VisitorStore }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const wait = useStore(store, (state) => state.wait);
  const { words, about, roughly } = useSpeech();
  const left = wait && leftOf(wait, nowMs);
  const range = left && about(left.earliestSeconds, left.latestSeconds);
  const likely = left && roughly(left.likelySeconds);
  // At the very end there is nothing more to say than the range does.
  const saysMore = left !== undefined && likely !== roughly(left.latestSeconds);
  return (
    <>
      <p className="strong" data-testid="wait">
        {range ?? words.estimateUnknown}
      </p>
      <p className="likely" data-testid="likely">
        {saysMore && likely !== undefined && fill(words.estimateLikely, { time: likely })}
      </p>
    </>
  );
}

function Ahead({ line, place }: { line: Line; place: number }) {
  const { words, counted, number } = useSpeech();
  const next = line.lastChance === true ? words.placeNextLast : words.placeNext;
  return (
    <>
      <p data-testid="ahead">{place === 1 ? next : counted("ahead", place - 1)}</p>
      {line.deferredTo !== undefined && line.deferredTo > line.number && (
        <p className="aside" data-testid="deferred">
          {fill(words.deferredText, { number: number(line.deferredTo) })}
        </p>
      )}
    </>
  );
}
