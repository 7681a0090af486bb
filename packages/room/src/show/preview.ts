import { duration, type Outlook, type Preview } from "@fairline/core";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { rate, waitRange } from "./words.ts";

/** What a change would do: in sentences, and as it is now beside as it would be. */
export function previewText({ effects, now, then, version }: Preview, paint: Paint): string {
  const rows = Object.entries(figures).map(([name, figure]) => [
    paint("dim", name),
    figure(now),
    figure(then),
  ]);
  return [
    ...effects,
    ...(effects.length === 0 ? ["Nothing that can be foreseen."] : []),
    "",
    table([["", "now", "then"].map((name) => paint("dim", name)), ...rows], "lll"),
    "",
    paint("dim", `Nothing was changed. The settings are at version ${version}.`),
  ].join("\n");
}

const figures: Readonly<Record<string, (outlook: Outlook) => string>> = {
  "wait of the last in line": ({ lastWait }) => waitRange(lastWait),
  "until all were called": ({ drainSeconds }) =>
    drainSeconds === undefined ? "never" : duration(drainSeconds),
  "admitted a minute": ({ admittedPerMinute }) => rate(admittedPerMinute),
  "pushes a second": ({ pushesPerSecond }) => rate(pushesPerSecond),
};
