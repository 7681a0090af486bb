import { duration, type LiveView, type Outlook, type Preview, type SettingsChange } from "@fairline/core";
import { dollarsSaid, hourlyCost } from "@fairline/planner/cost";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { rate, waitRange } from "./words.ts";

/** What a preview is about: the room as it is, and what would be changed. */
export interface Previewed {
  readonly view: LiveView;
  readonly change: SettingsChange;
}

/** What a change would do: in sentences, and as it is now beside as it would be. */
export function previewText(preview: Preview, { view, change }: Previewed, paint: Paint): string {
  const { effects, now, then, version } = preview;
  const rows = [
    ...Object.entries(figures).map(([name, figure]) => [name, figure(now), figure(then)]),
    ["cost an hour on AWS", ...[hourlyCost(view, now), hourlyCost(view, then, change)].map(dollarsSaid)],
  ];
  return [
    ...effects,
    "",
    table(
      [
        ["", "now", "then"].map((name) => paint("dim", name)),
        ...rows.map(([name = "", ...cells]) => [paint("dim", name), ...cells]),
      ],
      "lll",
    ),
    "",
    paint("dim", `Nothing was changed. The settings are at version ${version}.`),
  ].join("\n");
}

const figures: Readonly<Record<string, (outlook: Outlook) => string>> = {
  "wait of the last in line": ({ lastWait }) => waitRange(lastWait),
  "until all are called": ({ drainSeconds }) => untilCalled(drainSeconds),
  "admitted a minute": ({ admittedPerMinute }) => rate(admittedPerMinute),
  "pushes a second": ({ pushesPerSecond }) => rate(pushesPerSecond),
};

function untilCalled(seconds: number | undefined): string {
  if (seconds === undefined) return "never";
  return seconds < 1 ? "at once" : duration(seconds);
}
