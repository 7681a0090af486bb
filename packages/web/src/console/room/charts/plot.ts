import uPlot from "uplot";
import { colourOf } from "./colours.ts";
import type { Stretch } from "./ranges.ts";
import type { ChartSpec, Value } from "./specs.ts";

/** A drawn chart. */
export interface Plot {
  show(stretch: Stretch, columns: readonly Value[][]): void;
  destroy(): void;
}

const heightPx = 126;
const clockAxisPx = 26;
const valueAxisPx = 56;
const font = "12px system-ui, sans-serif";
/** How lines differ for whoever does not see their colours. */
const dashes = { 1: [], 2: [7, 4], 3: [2, 3] };
/** All charts of a room have one cursor. */
const syncKey = "room";

/** Draws a chart into its frame, as wide as that is, and again whenever the theme or the width changes. */
export function plotOf(
  frame: HTMLElement,
  spec: ChartSpec,
  hover: (index: number | undefined) => void,
): Plot {
  let shown: Stretch = { fromMs: 0, toMs: 1000, samples: [] };
  const plot = new uPlot(
    {
      width: Math.max(1, frame.clientWidth),
      height: heightPx,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: { y: false, sync: { key: syncKey }, drag: { setScale: false, x: false, y: false } },
      scales: {
        x: { time: true, range: () => [shown.fromMs / 1000, shown.toMs / 1000] },
        y: { range: (_, __, most) => [0, Math.max(most ?? 0, spec.atLeast) * 1.08] },
      },
      axes: [
        {
          ...axis(),
          size: clockAxisPx,
          space: 72,
          values: (_, seconds, __, ___, step) => seconds.map((at) => timeOfDay(at, step)),
        },
        {
          ...axis(),
          size: valueAxisPx,
          space: 28,
          ...(spec.steps && { incrs: [...spec.steps] }),
          values: (_, values) => values.map((value) => spec.said(value)),
        },
      ],
      series: [
        {},
        ...spec.lines.map(({ name, tone }) => ({
          label: name,
          stroke: () => colourOf(frame, tone),
          width: 1.75,
          dash: dashes[tone],
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [({ cursor }) => hover(cursor.idx ?? undefined)] },
    },
    [[], ...spec.lines.map(() => [])],
    frame,
  );

  function axis(): uPlot.Axis {
    const rule = () => colourOf(frame, "rule");
    return {
      font,
      stroke: () => colourOf(frame, "text"),
      grid: { stroke: rule, width: 1 },
      ticks: { show: false },
    };
  }

  const resized = new ResizeObserver(() => {
    if (frame.clientWidth > 0) plot.setSize({ width: frame.clientWidth, height: heightPx });
  });
  resized.observe(frame);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const redraw = () => plot.redraw();
  dark.addEventListener("change", redraw);

  return {
    show(stretch, columns) {
      shown = stretch;
      const seconds = stretch.samples.map(({ at }) => Date.parse(at) / 1000);
      plot.setData([seconds, ...columns]);
    },
    destroy() {
      resized.disconnect();
      dark.removeEventListener("change", redraw);
      plot.destroy();
    },
  };
}

const minutes = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const seconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** Marks that are less than a minute apart would read alike without their seconds. */
function timeOfDay(atSeconds: number, stepSeconds: number): string {
  return (stepSeconds < 60 ? seconds : minutes).format(atSeconds * 1000);
}
