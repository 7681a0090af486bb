import { duration, roughly, type Wait } from "@fairline/core";
import type * as z from "zod/mini";

/** How numbers and times are said, everywhere in the console. */

export const whole = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const cents = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** A rate: with one decimal while it is small. */
export function rate(value: number): string {
  return value < 100 ? decimal.format(value) : whole.format(Math.round(value));
}

export function share(value: number): string {
  return percent.format(value);
}

/** What AWS takes. Of what costs next to nothing the cents are no figures. */
export function dollars(value: number): string {
  return `$${value < 1 ? value.toFixed(4) : cents.format(value)}`;
}

/** What a wait is likely to be, and between what it falls eight times of ten. */
export function waitSaid(wait: z.infer<typeof Wait> | undefined): { likely: string; range: string } {
  if (wait === undefined) return { likely: "not known", range: "nobody is called just now" };
  const { earliestSeconds, likelySeconds, latestSeconds } = wait;
  const isNarrow = roughly(earliestSeconds) === roughly(latestSeconds);
  const said = isNarrow ? duration : roughly;
  const range = `${said(earliestSeconds)} to ${said(latestSeconds)}`;
  return { likely: roughly(likelySeconds), range };
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
