// Draws the charts of the page that it is put into (page.ts), with uPlot, which stands before it.
/* global uPlot */

const charts = JSON.parse(document.getElementById("charts").textContent);
const height = 260;

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function seriesOf({ name, as, tone }) {
  const stroke = color(tone);
  const line = { label: name, stroke, width: 1.5, spanGaps: true, points: { show: false } };
  switch (as) {
    case "points":
      return { ...line, paths: () => null, points: { show: true, size: 4, fill: stroke, width: 0 } };
    case "limit":
      return { ...line, width: 1, dash: [4, 3] };
    case "bars":
      return { ...line, fill: stroke, width: 0, paths: uPlot.paths.bars({ size: [0.9] }) };
    default:
      return line;
  }
}

function axis() {
  const grid = { stroke: color("rule"), width: 1 };
  return { stroke: color("quiet"), grid, ticks: { show: false }, font: "12px system-ui" };
}

/** As it is, with a little air; from zero where nothing lies below. */
function rangeOf(yMax) {
  return (_, low, high) => {
    const air = (high - low || 1) * 0.05;
    return [low < 0 ? low - air : 0, yMax ?? high + air];
  };
}

function draw(place) {
  const { xs, series, yMax } = charts[place.dataset.chart];
  const options = {
    width: place.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
    scales: { x: { time: false }, y: { range: rangeOf(yMax) } },
    axes: [
      { ...axis(), size: 28 },
      { ...axis(), size: 56 },
    ],
    series: [{}, ...series.map(seriesOf)],
  };
  place.replaceChildren();
  return new uPlot(options, [xs, ...series.map(({ ys }) => ys)], place);
}

const drawn = new Map();
const redraw = () => {
  for (const place of document.querySelectorAll("[data-chart]")) drawn.set(place, draw(place));
};
const watch = new ResizeObserver((changes) => {
  for (const { target, contentRect } of changes) {
    drawn.get(target)?.setSize({ width: contentRect.width, height });
  }
});
redraw();
for (const place of drawn.keys()) watch.observe(place);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
