import type { Visit } from "@fairline/client/visit";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { useSecondsToAnswer } from "./answering.ts";
import { Clock } from "./Clock.tsx";
import { Foot } from "./Foot.tsx";
import { Here } from "./Here.tsx";
import { Leave } from "./Leave.tsx";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";
import { TimeLeft } from "./Way.tsx";

interface CalledProps {
  readonly store: VisitorStore;
  readonly visit: Extract<Visit, { stage: "called" }>;
}

/** The visitor's turn, if there is an answer: one button, and the time for it. */
export function Called({ store, visit }: CalledProps) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const slotSeconds = useStore(store, (state) => state.facts.slotSeconds);
  const secondsInAll = useSecondsToAnswer(store);
  const { words, duration } = useSpeech();
  const secondsLeft = Math.max(0, (visit.confirmByMs - nowMs) / 1000);
  const share = secondsInAll ? Math.min(1, secondsLeft / secondsInAll) : 0;
  return (
    <>
      <section className="inner hero turn-hero">
        <div>
          <h1 className="headline">{words.calledTitle}</h1>
          <Clock secondsLeft={secondsLeft} label={words.calledLeft} />
        </div>
        <div className="hero-side">
          <Here store={store} request={visit.request} />
          <p>{visit.lastChance ? words.calledLastText : words.calledText}</p>
          {slotSeconds !== undefined && (
            <p className="aside">{fill(words.calledTime, { time: duration(slotSeconds) })}</p>
          )}
        </div>
      </section>
      <TimeLeft share={share} />
      <Foot number={visit.line.number}>
        <Leave store={store} />
      </Foot>
    </>
  );
}
