import { type Line, nextCalled, placeAt } from "@fairline/client/line";
import { useSpeech } from "../speech.tsx";
import { Digits } from "./Digits.tsx";
import { fill, type Speech } from "./say.ts";

/** What a visitor may check the line by: the numbers, the way since the arrival, and how fresh all that is. */
export function Facts({ line, nowMs }: { line: Line; nowMs: number }) {
  const speech = useSpeech();
  const { words, counted, time } = speech;
  const nearer = line.firstPlace - placeAt(line, nowMs);
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
        <dt>{nearer > 0 ? fill(words.nearerLabel, { time: time(line.sinceMs) }) : words.sinceLabel}</dt>
        <dd data-testid="nearer">{nearer > 0 ? counted("nearer", nearer) : time(line.sinceMs)}</dd>
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
