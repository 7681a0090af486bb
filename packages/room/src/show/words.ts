import { type WaitRange, waitSaid } from "@fairline/core";
import { inOneLine } from "../inOneLine.ts";

const whole = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const count = (value: number) => whole.format(value);
/** At most one digit behind the point. */
export const rate = (value: number) => decimal.format(value);
export const percent = (share: number) => `${decimal.format(share * 100)} %`;

/** `12 min (8 min to 15 min)`: half of such waits are over by the first, eight of ten end within the range. */
export function waitRange(wait: WaitRange | undefined): string {
  const { likely, range } = waitSaid(wait);
  return range === undefined ? likely : `${likely} (${range})`;
}

/** A moment on the clock of whoever reads it: `2026-11-21 18:04:11`. */
export function moment(at: string): string {
  return new Date(at).toLocaleString("sv-SE");
}

/** Whose clock that is: `Asia/Seoul`. */
export function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A setting's value with its unit. */
export function settingText(name: string, value: unknown): string {
  if (typeof value === "number") return name.endsWith("Seconds") ? `${value} s` : String(value);
  if (typeof value === "string") return value === "" ? "-" : inOneLine(value);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.join(", ");
  const texts = Object.entries(value).map(([language, text]) => `${language}: ${inOneLine(String(text))}`);
  return texts.length === 0 ? "-" : texts.join("; ");
}
