import uPlot from "uplot";
import { colourOf } from "../room/charts/colours.ts";
import { type CurveSpec, timeSteps } from "./curves.ts";

const heightPx = 126;
const font = "12px system-ui, sans-serif";
/** How lines differ for whoever does not see their colours. */
const dashes = { 1: [], 2: [7, 4], 3: [2, 3] };

/** Draws a curve into its frame, as wide as that is, and again whenever theme or width change. Returns what takes it away. */
export function drawCurve(
  frame: HTMLElement,
  curve: CurveSpec,
  hover: (index: number | undefined) => void,
): () => void {
  const axis = {
    font,
    stroke: () => colourOf(frame, "text"),
    grid: { stroke: () => colourOf(frame, "rule"), width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: Math.max(1, frame.clientWidth),
      height: heightPx,
      legend: { show: false },
      // The last mark below stands half beyond the picture.
      padding: [8, 28, 0, 0],
      cursor: { y: false, drag: { setScale: false, x: false, y: false } },
      scales: {
        x: { time: false, range: (_, __, last) => [0, Math.max(1, last ?? 1)] },
        y: { range: (_, __, most) => [0, Math.max(most ?? 0, curve.atLeast) * 1.08] },
      },
      axes: [
        { ...axis, size: 26, space: 72, incrs: timeSteps, values: (_, marks) => marks.map(clockSaid) },
        {
          ...axis,
          size: 64,
          space: 28,
          ...(curve.steps && { incrs: [...curve.steps] }),
          values: (_, values) => values.map(curve.said),
        },
      ],
      series: [
        {},
        ...curve.lines.map(({ name, tone }) => ({
          label: name,
          stroke: () => colourOf(frame, tone),
          width: 1.75,
          dash: dashes[tone],
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [({ cursor }) => hover(cursor.idx ?? undefined)] },
    },
    [[...curve.seconds], ...curve.lines.map(({ values }) => [...values])],
    frame,
  );
  const resized = new ResizeObserver(() => {
    if (frame.clientWidth > 0) plot.setSize({ width: frame.clientWidth, height: heightPx });
  });
  resized.observe(frame);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const redraw = () => plot.redraw();
  dark.addEventListener("change", redraw);
  return () => {
    resized.disconnect();
    dark.removeEventListener("change", redraw);
    plot.destroy();
  };
}

/** `0:45`, `12:30`, `1:05:00`: from the opening on. */
function clockSaid(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  const [hours = 0, ...rest] = parts;
  const small = rest.map((part, place) =>
    place === 0 && hours === 0 ? `${part}` : `${part}`.padStart(2, "0"),
  );
  return [...(hours > 0 ? [`${hours}`] : []), ...small].join(":");
}
