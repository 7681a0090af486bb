import { styleText } from "node:util";
import type { Asides, Report } from "./report.ts";

/** The report as lines for the standard output: in colour where that is a terminal. */
export function table(report: Report, asides: Asides): string {
  const { waitSeconds, handoverMs, tickLagMs } = report;
  const rows: [string, string][] = [
    [
      "room",
      `${report.room}: ${report.slots} slots of ${report.slotSeconds} s, a tick every ${report.tickSeconds} s`,
    ],
    ["visitors", `${report.visitors} in ${report.seconds} s, seed ${report.seed}`],
    ["admitted", `${report.admitted}`],
    ["  completed", `${report.completed}`],
    ["  expired", `${report.expired}`],
    ["  no-show", `${report.noshow}`],
    ["left", `${report.left}`],
    ["at once", `${report.maxConcurrent} of ${report.slots}`],
    ["utilisation", report.utilisation === null ? "-" : `${(report.utilisation * 100).toFixed(1)} %`],
    ["inversions", `${report.inversions}`],
    ["waited", `${spread(waitSeconds)} · max ${show(waitSeconds.max)} s`],
    ["estimate", calibration(report)],
    ["hand-over", `${spread(handoverMs)} ms`],
    ["tick lag", `${spread(tickLagMs)} ms`],
    ["joins", `${show(report.joinsPerSecond)} a second`],
  ];
  if (report.called > 0) rows.push(["called", `${report.called}, ${report.missedCalls} missed`]);
  if (asides.connectionsLost > 0) rows.push(["lost connections", `${asides.connectionsLost}`]);
  if (asides.turnsRepeated > 0) rows.push(["turns heard twice", `${asides.turnsRepeated}`]);
  if (asides.leftOver > 0) rows.push(["left over", `${asides.leftOver}`]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [
    ...rows.map(([name, value]) => styleText("dim", name.padEnd(width)) + value),
    "",
    verdict(report),
  ].join("\n");
}

/** What the first wait that was told is worth; four of five is the aim. */
function calibration({ estimate }: Report): string {
  const { visitors, within, earlier, later, medianRangeSeconds } = estimate;
  if (within === null) return "-";
  const percent = (share: number | null) => `${((share ?? 0) * 100).toFixed(1)} %`;
  return `${percent(within)} of ${visitors} within (aim 80 ± 10 %) · ${percent(earlier)} earlier · ${percent(later)} later · range ${show(medianRangeSeconds)} s`;
}

export function verdict({ violations }: Report, stream: NodeJS.WritableStream = process.stdout): string {
  if (violations.length === 0) return styleText("green", "No invariant was seen broken.", { stream });
  return [
    styleText("red", `Broken (${violations.length}):`, { stream }),
    ...violations.map((violation) => `  ${styleText("red", "✗", { stream })} ${violation}`),
  ].join("\n");
}

function spread({ p50, p95 }: { p50: number | null; p95: number | null }): string {
  return `p50 ${show(p50)} · p95 ${show(p95)}`;
}

function show(value: number | null): string {
  return value === null ? "-" : `${value}`;
}
