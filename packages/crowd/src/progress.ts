import { SingleBar } from "cli-progress";
import type { Progress } from "./crowd.ts";

/** Without a terminal, a line this often. */
const lineEveryMs = 3000;

export interface ProgressView {
  show(progress: Progress): void;
  end(): void;
}

/** A bar on a terminal, else a line every few seconds. On stderr, so that stdout holds the report alone. */
export function progressView(stream: NodeJS.WriteStream, nowMs: () => number): ProgressView {
  return stream.isTTY ? bar(stream) : lines(stream, nowMs);
}

function bar(stream: NodeJS.WriteStream): ProgressView {
  const single = new SingleBar({
    stream,
    format: "{bar} {value}/{total} done · {waiting} waiting · {visiting} inside · {duration_formatted}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
  let isShown = false;
  return {
    show: ({ visitors, done, waiting, visiting }) => {
      if (!isShown) single.start(visitors, 0, { waiting, visiting });
      isShown = true;
      single.update(done, { waiting, visiting });
    },
    end: () => single.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, nowMs: () => number): ProgressView {
  let nextMs = nowMs() + lineEveryMs;
  return {
    show: ({ visitors, arrived, waiting, visiting, done }) => {
      if (nowMs() < nextMs) return;
      nextMs = nowMs() + lineEveryMs;
      stream.write(`${arrived} of ${visitors} came, ${waiting} waiting, ${visiting} inside, ${done} done\n`);
    },
    end: () => {},
  };
}
