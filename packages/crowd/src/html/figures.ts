import type { Report } from "../report.ts";

/** A figure that stands at the head of the page, with what it means. */
export interface HeadFigure {
  readonly name: string;
  readonly value: string;
  readonly about: string;
}

export function figuresOf(report: Report): HeadFigure[] {
  const { waitSeconds, ticketSeconds, handoverMs, tickLagMs, placeError, estimate } = report;
  const { admitted, completed, expired, noshow, abandonedWaiting } = report;
  return [
    {
      name: "Waited",
      value: seconds(waitSeconds.p50),
      about: `half of those let in; 95 % within ${seconds(waitSeconds.p95)}, the longest ${seconds(waitSeconds.max)}`,
    },
    {
      name: "Let in",
      value: count(admitted),
      about: `${count(completed)} completed, ${count(expired)} let the time run out, ${count(noshow)} did not show up`,
    },
    { name: "Gave up", value: count(abandonedWaiting), about: "while they waited" },
    {
      name: "Slots in use",
      value: percent(report.utilisation, 1),
      about: `while somebody waited; at most ${report.maxConcurrent} of ${report.slots} at once`,
    },
    {
      name: "Inversions",
      value: count(report.inversions),
      about: "pairs of which the later one came in first",
    },
    {
      name: "Hand-over",
      value: ms(handoverMs.p50),
      about: `from one visit to the next in its slot; 95 % within ${ms(handoverMs.p95)}`,
    },
    {
      name: "Tickets",
      value: report.joinsSustained === null ? "-" : `${Math.round(report.joinsSustained)}/s`,
      about: `while people joined; 95 % had theirs within ${seconds(ticketSeconds.p95)}`,
    },
    {
      name: "Tick lag",
      value: ms(tickLagMs.p50),
      about: `from the room to a visitor; 95 % within ${ms(tickLagMs.p95)}, the last ${ms(tickLagMs.max)}`,
    },
    {
      name: "Place shown",
      value: placeError.placesP95 === null ? "-" : `± ${placeError.placesP95}`,
      about: `places off at most, in 95 % of the looks; ${percent(placeError.beyond, 2)} were off by more than 2 % and 5 places`,
    },
    {
      name: "Waits told",
      value: percent(estimate.within, 0),
      about: "of the waits were within the first range that was told; the aim is 80 ± 10 %",
    },
  ];
}

function seconds(value: number | null): string {
  if (value === null) return "-";
  return value < 10 ? `${value.toFixed(1)} s` : `${count(value)} s`;
}

function ms(value: number | null): string {
  return value === null ? "-" : `${count(value)} ms`;
}

function percent(share: number | null, digits: number): string {
  return share === null ? "-" : `${(share * 100).toFixed(digits)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
