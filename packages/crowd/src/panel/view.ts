import { createLogUpdate } from "log-update";
import type { Progress } from "../census.ts";
import { momentMs } from "../clock.ts";
import type { CrowdOptions } from "../crowd.ts";
import { line, panel } from "./panel.ts";
import { Trend } from "./trend.ts";

/** On a terminal so often, elsewhere a line so often. */
const drawEveryMs = 250;
const lineEveryMs = 3000;
/** So many seconds are seen in a sparkline. */
const secondsShown = 40;

export interface LiveView {
  begin(nonce: string, processes: number): void;
  show(progress: Progress): void;
  end(): void;
}

/** A panel on a terminal, else a line every few seconds. On stderr, so that stdout holds the report alone. */
export function liveView(stream: NodeJS.WriteStream, crowd: CrowdOptions): LiveView {
  const draw = stream.isTTY ? createLogUpdate(stream) : undefined;
  const everyMs = draw === undefined ? lineEveryMs : drawEveryMs;
  const head = `${crowd.visitors} visitors to ${crowd.url}, seed ${crowd.seed}`;
  let [startedMs, nextMs] = [momentMs(), momentMs() + everyMs];
  let trend = new Trend(startedMs, secondsShown);
  return {
    begin: (nonce, processes) => {
      [startedMs, nextMs] = [momentMs(), momentMs() + everyMs];
      trend = new Trend(startedMs, secondsShown);
      stream.write(`${head}, nonce ${nonce}${processes > 1 ? `, ${processes} processes` : ""}\n`);
    },
    show: (progress) => {
      const nowMs = momentMs();
      trend.take(progress, nowMs);
      if (nowMs < nextMs) return;
      nextMs = nowMs + everyMs;
      if (draw === undefined) stream.write(`${line(progress, trend)}\n`);
      else draw(panel(progress, trend, `room ${crowd.room}`, (nowMs - startedMs) / 1000));
    },
    end: () => draw?.clear(),
  };
}
