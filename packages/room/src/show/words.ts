import type { Wait } from "@fairline/core";
import type * as z from "zod/mini";

const whole = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const count = (value: number) => whole.format(value);
/** At most one digit behind the point. */
export const rate = (value: number) => decimal.format(value);
export const percent = (share: number) => `${decimal.format(share * 100)} %`;
export const dollars = (value: number) => `$${value.toFixed(value < 1 ? 4 : 2)}`;

/** Seconds as a person reads them at a glance: `8.4 s`, `3 min 32 s`, `2 h 5 min`. */
export function span(seconds: number): string {
  if (seconds < 100) return `${decimal.format(seconds)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  return `${Math.floor(rounded / 3600)} h ${Math.floor((rounded % 3600) / 60)} min`;
}

/** `12 min 3 s (8 min to 15 min 20 s)`: half of such waits are over by the first, eight of ten within the range. */
export function waitRange(wait: z.infer<typeof Wait> | undefined): string {
  if (wait === undefined) return "-";
  return `${span(wait.likelySeconds)} (${span(wait.earliestSeconds)} to ${span(wait.latestSeconds)})`;
}

/** A moment on the clock of whoever reads it: `2026-11-21 18:04:11`. */
export function moment(at: string): string {
  return new Date(at).toLocaleString("sv-SE");
}

/** Text that operators wrote may have several lines; a table has one for it. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** A setting's value with its unit. */
export function settingText(name: string, value: unknown): string {
  if (typeof value === "number") return name.endsWith("Seconds") ? `${value} s` : String(value);
  if (typeof value === "string") return value === "" ? "-" : inOneLine(value);
  if (value === null || typeof value !== "object") return String(value);
  const texts = Object.entries(value).map(([language, text]) => `${language}: ${inOneLine(String(text))}`);
  return texts.length === 0 ? "-" : texts.join("; ");
}
