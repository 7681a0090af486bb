import { styleText } from "node:util";
import type { Asides, Report } from "./report.ts";
import { ticksInWords } from "./tickWords.ts";

/** The report as lines for the standard output: in colour where that is a terminal. */
export function table(report: Report, asides: Asides): string {
  const { waitSeconds, ticketSeconds, handoverMs, tickLagMs } = report;
  const rows: [string, string][] = [
    [
      "room",
      `${report.room}: ${report.slots} slots of ${report.slotSeconds} s, ${ticksInWords(report.tickSeconds)}`,
    ],
    ["visitors", `${report.visitors} in ${report.seconds} s, seed ${report.seed}`],
    ["admitted", `${report.admitted}`],
    ["  completed", `${report.completed}`],
    ["  expired", `${report.expired}`],
    ["  no-show", `${report.noshow}`],
    ["left", `${report.left}, ${report.abandonedWaiting} of them while waiting`],
    ["at once", `${report.maxConcurrent} of ${report.slots}`],
    ["utilisation", report.utilisation === null ? "-" : `${(report.utilisation * 100).toFixed(1)} %`],
    ["inversions", `${report.inversions}`],
    ["ticket", `${spread(ticketSeconds)} · max ${show(ticketSeconds.max)} s`],
    ["waited", `${spread(waitSeconds)} · max ${show(waitSeconds.max)} s`],
    ["estimate", calibration(report)],
    ["place", placeError(report)],
    ["hand-over", `${spread(handoverMs)} ms`],
    ["tick lag", `${spread(tickLagMs)} · max ${show(tickLagMs.max)} ms`],
    ["joins", `${show(report.joinsPerSecond)} a second · ${show(report.joinsSustained)} sustained`],
  ];
  if (report.called > 0) rows.push(["called", `${report.called}, ${report.missedCalls} missed`]);
  if (asides.connectionsLost > 0) rows.push(["lost connections", `${asides.connectionsLost}`]);
  if (asides.outages > 0) rows.push(["outages", `${asides.outages}`]);
  if (asides.reloads > 0) rows.push(["reloads", `${asides.reloads}`]);
  if (report.processes > 1) rows.push(["processes", `${report.processes}`]);
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

/** How far off the places were that the pages showed. */
function placeError({ placeError }: Report): string {
  const { samples, placesP50, placesP95, placesMax, beyond } = placeError;
  if (beyond === null) return "-";
  return `off by p50 ${show(placesP50)} · p95 ${show(placesP95)} · max ${show(placesMax)} places · ${(beyond * 100).toFixed(2)} % of ${samples} looks beyond 2 % and 5 places`;
}

export function verdict(
  { violations, missing }: Report,
  stream: NodeJS.WritableStream = process.stdout,
): string {
  const lost = missing.map((what) =>
    styleText("red", `A part of the crowd is missing: ${what}.`, { stream }),
  );
  if (violations.length === 0) {
    return [...lost, styleText("green", "No invariant was seen broken.", { stream })].join("\n");
  }
  return [
    ...lost,
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
