import type { CSSProperties } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { Digits } from "./Digits.tsx";
import { Leave } from "./Leave.tsx";
import { type Line, nextCalled, placeAt, progressAt, waitAt } from "./line.ts";
import { fill, type Speech } from "./say.ts";
import type { VisitorStore } from "./state.ts";
import type { Visit } from "./visit.ts";
import { Way } from "./Way.tsx";

interface WaitingProps {
  readonly store: VisitorStore;
  readonly visit: Extract<Visit, { stage: "waiting" | "paused" }>;
}

/** In line: the place is what matters, everything else is smaller. */
export function Waiting({ store, visit }: WaitingProps) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const { words, number } = useSpeech();
  const { line } = visit;
  const place = placeAt(line, nowMs);
  const progress = progressAt(line, nowMs);
  const percent = new Intl.NumberFormat(undefined, { style: "percent" }).format(progress);
  const ahead = fill(place === 2 ? words.aheadOne : words.aheadOther, { count: number(place - 1) });
  return (
    <>
      <section className="inner hero">
        <div>
          <h1 className="label">{words.placeLabel}</h1>
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
              <p className="strong" data-testid="wait">
                <Wait line={line} nowMs={nowMs} />
              </p>
              <p data-testid="ahead">{place === 1 ? words.placeNext : ahead}</p>
            </>
          )}
        </div>
      </section>
      <Way progress={progress} ahead={place - 1} label={fill(words.lineLabel, { percent })} />
      <section className="inner">
        <Facts line={line} nowMs={nowMs} />
        <Stay store={store} />
      </section>
    </>
  );
}

function Wait({ line, nowMs }: { line: Line; nowMs: number }) {
  const { words, about } = useSpeech();
  const wait = waitAt(line, nowMs);
  return wait === undefined ? words.estimateUnknown : about(wait.likely, wait.atWorst);
}

function Facts({ line, nowMs }: { line: Line; nowMs: number }) {
  const speech = useSpeech();
  const { words, time } = speech;
  return (
    <dl className="facts">
      <div>
        <dt>{words.numberLabel}</dt>
        <dd data-testid="number">
          <Digits value={line.number} />
        </dd>
      </div>
      <div>
        <dt>{words.servingLabel}</dt>
        <dd data-testid="serving">
          <Digits value={nextCalled(line)} />
        </dd>
      </div>
      <div>
        <dt>{words.sinceLabel}</dt>
        <dd>{time(line.sinceMs)}</dd>
      </div>
      <div>
        <dt>{words.updatedLabel}</dt>
        <dd data-testid="updated">{updated(speech, nowMs - line.heardAtMs)}</dd>
      </div>
    </dl>
  );
}

function updated({ words, duration }: Speech, agoMs: number): string {
  const seconds = Math.floor(agoMs / 1000);
  return seconds < 1 ? words.updatedNow : fill(words.updatedAgo, { time: duration(seconds) });
}

function Stay({ store }: { store: VisitorStore }) {
  const holdSeconds = useStore(store, (state) => state.facts.holdSeconds);
  const { words, duration } = useSpeech();
  return (
    <div className="stay">
      <div>
        <h2>{words.stayTitle}</h2>
        <p>
          {words.stayText}{" "}
          {holdSeconds !== undefined && fill(words.stayHold, { time: duration(holdSeconds) })}
        </p>
      </div>
      <Leave store={store} />
    </div>
  );
}
