import { waitSaid } from "@fairline/core";

/** How numbers and times are said, everywhere in the console. */

export const whole = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** A refusal with its large numbers as they are said; what was typed stays as it was typed. */
export function grouped(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\d{4,}/g, (found) =>
    found.startsWith('"') ? found : whole.format(Number(found)),
  );
}

/** A rate: with one decimal while it is small. */
export function rate(value: number): string {
  return value < 100 ? decimal.format(value) : whole.format(Math.round(value));
}

export function share(value: number): string {
  return percent.format(value);
}

/** The wait of the last in line, where there is anybody. */
export function lastWaitSaid(
  wait: Parameters<typeof waitSaid>[0],
  waiting: number,
): ReturnType<typeof waitSaid> {
  if (wait === undefined && waiting === 0) return { likely: "nobody waits", range: "" };
  return waitSaid(wait);
}

/** A text in whose durations no line ends: none between a number and its unit, or between two of those. */
export function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=(?:h|min|s)\b)|(?<=\d (?:h|min)) (?=\d)/g, "\u00a0");
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A time of today: `14:03:22`. */
export function timeOf(at: string | number): string {
  return clock.format(typeof at === "number" ? at : Date.parse(at));
}

const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** A day as a whole, of `2024-11-01`: `1 Nov 2024`, in which no line ends. */
export function dayOf(date: string): string {
  return day.format(Date.parse(date)).replaceAll(" ", "\u00a0");
}

/** A time of any day: `21 Nov, 14:03:22`. */
export function dayAndTimeOf(at: string): string {
  return dayAndClock.format(Date.parse(at));
}
