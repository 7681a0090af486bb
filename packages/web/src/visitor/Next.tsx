import type { Line } from "@fairline/client/line";
import { callSeconds } from "@fairline/core";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import type { Alerts } from "./alerts/alerts.ts";
import { siteHost } from "./going.ts";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";

interface NextProps {
  readonly store: VisitorStore;
  readonly alerts: Alerts;
  readonly line: Line;
}

/** What will happen, before it does; and that until then nothing needs to be done. */
export function Next({ store, alerts, line }: NextProps) {
  const { confirm, graceSeconds, slotSeconds, holdSeconds } = useStore(store, (state) => state.facts);
  const site = useStore(store, siteHost);
  const rings = useStore(alerts, ({ sound }) => sound === "on");
  const { words, duration, joined } = useSpeech();
  const answerSeconds =
    graceSeconds === undefined || slotSeconds === undefined
      ? undefined
      : callSeconds({ graceSeconds, slotSeconds });
  const within = (sentence: string, seconds: number | undefined) =>
    seconds === undefined ? "" : fill(sentence, { time: duration(seconds) });
  return (
    <>
      <div>
        <h2>{words.nextTitle}</h2>
        <p data-testid="next">
          {joined(
            rings ? words.nextColourRings : words.nextColour,
            confirm === true ? within(words.nextConfirm, answerSeconds) : "",
            site === undefined ? "" : fill(words.nextSite, { site }),
            within(words.nextTime, slotSeconds),
          )}
        </p>
      </div>
      <div>
        <h2>{words.stayTitle}</h2>
        <p>
          {line.lastChance === true
            ? words.stayLast
            : joined(words.stayText, within(words.stayHold, holdSeconds))}
        </p>
      </div>
    </>
  );
}
