import type { Visit } from "@fairline/client/visit";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { Clock } from "./Clock.tsx";
import { Foot } from "./Foot.tsx";
import { Here } from "./Here.tsx";
import { Leave } from "./Leave.tsx";
import type { VisitorStore } from "./state.ts";
import { Way } from "./Way.tsx";

interface MissedProps {
  readonly store: VisitorStore;
  readonly visit: Extract<Visit, { stage: "missed" }>;
}

/** A call was missed: what happened, what was kept and until when, and the one thing to do. */
export function Missed({ store, visit }: MissedProps) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const { words } = useSpeech();
  const secondsLeft = Math.max(0, (visit.untilMs - nowMs) / 1000);
  return (
    <>
      <section className="inner hero turn-hero">
        <div>
          <h1 className="headline">{words.missedTitle}</h1>
          <Clock secondsLeft={secondsLeft} label={words.missedUntil} />
        </div>
        <div className="hero-side">
          <Here store={store} request={visit.request} />
          <p>{words.missedText}</p>
        </div>
      </section>
      <Way progress={1} ahead={0} />
      <Foot number={visit.line.number}>
        <Leave store={store} />
      </Foot>
    </>
  );
}
