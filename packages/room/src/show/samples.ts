import { duration, type SampleView } from "@fairline/core";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { count, moment, timeZone } from "./words.ts";

// biome-ignore format: a line
const head = ["waiting", "active", "slots", "next", "given out", "admitted", "ended", "pushes", "last wait"];

/** How the room came to be as it is: a line for each minute, the latest last. What is counted is counted from the run's beginning. */
export function sampleTable(samples: readonly SampleView[], paint: Paint): string {
  if (samples.length === 0) return "There are none of that time.";
  const rows = samples.map(
    ({ at, waiting, active, slots, serving, issued, admitted, ended, pushes, lastWaitSeconds }) => [
      moment(at),
      ...[waiting, active, slots, serving, issued, admitted, ended, pushes].map(count),
      duration(lastWaitSeconds),
    ],
  );
  return table(
    [[`minute (${timeZone()})`, ...head].map((name) => paint("dim", name)), ...rows],
    "lrrrrrrrrr",
  );
}
