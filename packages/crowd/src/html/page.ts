import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { History } from "../history.ts";
import type { Report } from "../report.ts";
import { ticksInWords } from "../tickWords.ts";
import type { Chart, Series } from "./chart.ts";
import { chartsOf } from "./charts.ts";
import { figuresOf } from "./figures.ts";

/** What a page says of how it came to be. */
export interface Making {
  readonly command: string;
  readonly at: Date;
}

/** The report as one page that opens from disk: data, drawing and style are in it, and nothing is loaded. */
export function page(history: History, report: Report, making: Making): string {
  const charts = chartsOf(history);
  const { room, slots, slotSeconds, tickSeconds, visitors, seconds, seed } = report;
  const about = `${visitors} visitors in ${seconds} s · ${slots} slots of ${slotSeconds} s · ${ticksInWords(tickSeconds)}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A crowd at ${escaped(room)}</title>
<style>${own("page.css")}${uplot("uPlot.min.css")}</style>
<main>
<header>
<h1>A crowd at <b>${escaped(room)}</b></h1>
<p>${escaped(about)}</p>
</header>
${verdict(report)}
<section class="figures">${figuresOf(report).map(figure).join("")}</section>
<section class="charts">${charts.map(chart).join("")}</section>
<footer>
<p>Made by <code>${escaped(making.command)}</code> on ${escaped(making.at.toISOString().slice(0, 16).replace("T", " "))} UTC. The same
seed, ${seed}, makes the same crowd. Percentiles are by nearest rank.</p>
</footer>
</main>
<script>${uplot("uPlot.iife.min.js")}</script>
<script type="application/json" id="charts">${forScript(charts)}</script>
<script>${own("draw.js")}</script>
</html>
`;
}

function verdict({ violations, missing }: Report): string {
  const lost = missing.map((what) => `<p>A part of the crowd is missing: ${escaped(what)}.</p>`).join("");
  if (violations.length === 0) {
    const kind = missing.length === 0 ? "good" : "bad";
    return `<section class="verdict ${kind}">${lost}<h2>No invariant was seen broken.</h2></section>`;
  }
  const items = violations.map((violation) => `<li>${escaped(violation)}</li>`).join("");
  return `<section class="verdict bad">${lost}<h2>Broken</h2><ul>${items}</ul></section>`;
}

function figure({ name, value, about }: { name: string; value: string; about: string }): string {
  return `<div><h3>${escaped(name)}</h3><p class="value">${escaped(value)}</p><p>${escaped(about)}</p></div>`;
}

function chart({ title, look, x, y, series }: Chart, place: number): string {
  return `<figure><figcaption><h2>${escaped(title)}</h2><p>${escaped(look)}</p></figcaption>
<div class="axis"><p>${escaped(y)}</p>${legend(series)}</div><div class="chart" data-chart="${place}"></div><p class="axis x">${escaped(x)}</p></figure>`;
}

function legend(series: readonly Series[]): string {
  if (series.length < 2) return "";
  const items = series
    .map(({ name, as, tone }) => `<li class="${as} ${tone}">${escaped(name)}</li>`)
    .join("");
  return `<ul class="legend">${items}</ul>`;
}

function own(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}

function uplot(file: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(`uplot/dist/${file}`), "utf8");
}

/** No data ends the script that it stands in. */
function forScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escaped(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => names[sign] ?? sign);
}
