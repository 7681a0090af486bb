import { duration, type SampleView } from "@fairline/core";
import { count } from "./words.ts";

const heights = [..."▁▂▃▄▅▆▇█"];

/** How many waited and were active of late, as bars, the newest on the right. Less than two moments are none. */
export function bars(samples: readonly SampleView[], barsMax: number): [name: string, value: string][] {
  const shown = samples.slice(-barsMax);
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined || shown.length < 2) return [];
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  const line = (name: string, about: string, values: readonly number[]): [string, string] => {
    const top = Math.max(...values);
    return [name, `${values.map((value) => bar(value, top)).join("")}  ${count(top)} ${about} at most`];
  };
  const waiting = shown.map((sample) => sample.waiting);
  const active = shown.map((sample) => sample.active);
  return [line(`in ${duration(seconds)}`, "waiting", waiting), line("", "active", active)];
}

function bar(value: number, top: number): string {
  const step = top === 0 ? 0 : Math.ceil((value / top) * (heights.length - 1));
  return heights[step] ?? "";
}
