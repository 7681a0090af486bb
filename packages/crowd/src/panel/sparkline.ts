const bars = "▁▂▃▄▅▆▇█";

/** A line of bars, the latest at the right; the tallest one stands for the largest value. */
export function sparkline(values: readonly number[]): string {
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const bar = (value: number) => {
    const height = largest === 0 ? 0 : Math.round((Math.max(0, value) / largest) * (bars.length - 1));
    return bars[height] ?? bars[0];
  };
  return values.map(bar).join("");
}
