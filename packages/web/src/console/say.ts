/** How numbers and times are said, everywhere in the console. */

export const whole = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** A rate: with one decimal while it is small. */
export function rate(value: number): string {
  return value < 100 ? decimal.format(value) : whole.format(Math.round(value));
}

export function share(value: number): string {
  return percent.format(value);
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

/** A time of any day: `21 Nov, 14:03:22`. */
export function dayAndTimeOf(at: string): string {
  return dayAndClock.format(Date.parse(at));
}
