import { styleText } from "node:util";
import type { Progress } from "../census.ts";
import { sparkline } from "./sparkline.ts";
import type { Trend } from "./trend.ts";

const barWidth = 30;
const nameWidth = 13;
const valueWidth = 16;

/** What is seen of a crowd while it runs, in a few lines. */
export function panel(progress: Progress, trend: Trend, head: string, seconds: number): string {
  const { visitors, arrived, joining, waiting, visiting, gone, done } = progress;
  const { seconds: course, waitP50Ms } = trend;
  const latest = course.at(-1);
  const lags = course.map(({ tickLagMs }) => tickLagMs ?? 0);
  const row = (name: string, value: string, values: readonly number[] = []) =>
    `${styleText("dim", name.padEnd(nameWidth))}${value.padEnd(valueWidth)}${styleText("cyan", sparkline(values))}`;
  const lag = course.findLast(({ tickLagMs }) => tickLagMs !== undefined)?.tickLagMs;
  return [
    styleText("dim", `${head} · ${whole(seconds)} s`),
    `${bar(done / visitors)} ${whole(done)} of ${whole(visitors)} done`,
    row("on the way", whole(visitors - arrived + joining)),
    row(
      "waiting",
      whole(waiting - joining),
      course.map((second) => second.waiting),
    ),
    row("inside", whole(visiting)),
    row("gave up", whole(gone)),
    row(
      "joins",
      `${whole(latest?.joins ?? 0)} a second`,
      course.map(({ joins }) => joins),
    ),
    row(
      "admissions",
      perSecond(latest?.admissions ?? 0),
      course.map(({ admissions }) => admissions),
    ),
    row("waited", waitP50Ms === undefined ? "-" : `${(waitP50Ms / 1000).toFixed(1)} s (p50)`),
    row("tick lag", lag === undefined ? "-" : `${whole(lag)} ms`, lags),
  ].join("\n");
}

/** The same in one line, for where no terminal is. */
export function line(progress: Progress, { waitP50Ms }: Trend): string {
  const { visitors, arrived, waiting, visiting, gone, done } = progress;
  const waited = waitP50Ms === undefined ? "" : `, waited ${(waitP50Ms / 1000).toFixed(1)} s (p50)`;
  return `${arrived} of ${visitors} came, ${waiting} waiting, ${visiting} inside, ${gone} gave up, ${done} done${waited}`;
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth);
  return `${styleText("green", "█".repeat(full))}${styleText("dim", "░".repeat(barWidth - full))}`;
}

function perSecond(rate: number): string {
  return `${rate < 10 ? rate.toFixed(1) : whole(rate)} a second`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}
