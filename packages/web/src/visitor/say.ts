import { type Language, languages, type Words } from "./language.ts";

/** Puts values into a sentence's `{places}`. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** Sentences that stand in for the dictionary's. */
export type WordsOver = Partial<Words>;

/** What there are several forms of, by how many there are. */
export type Counted = {
  [Name in keyof Words]: Name extends `${infer Stem}Other` ? Stem : never;
}[keyof Words];

/** Numbers, durations and sentences in one language. */
export interface Speech {
  readonly language: Language;
  readonly words: Words;
  number(value: number): string;
  /** The sentence `<stem>One` or `<stem>Other`, whichever the language takes for so many; `{count}` is filled in. */
  counted(stem: Counted, count: number): string;
  /** One text of several sentences; empty ones are left out. */
  joined(...sentences: readonly string[]): string;
  /** A time of the day. */
  time(atMs: number): string;
  /** Seconds exactly, as one or two units: a setting. */
  duration(seconds: number): string;
  /** About so many seconds, rounded as people do: an estimate. */
  about(earliestSeconds: number, latestSeconds: number): string;
  /** One amount of time, rounded as people do. */
  roughly(seconds: number): string;
}

const minute = 60;
const hour = 3600;

type Unit = "second" | "minute" | "hour";

const unitSeconds: Record<Unit, number> = { second: 1, minute, hour };

/** The unit in which people speak of a wait of so many seconds. */
function unitFor(seconds: number): Unit {
  if (seconds <= 90) return "second";
  return seconds <= 90 * minute ? "minute" : "hour";
}

/** An amount of a unit, as coarse as an estimate is: tens of seconds, minutes, half hours, whole hours above ten. */
function rounded(seconds: number, unit: Unit, round: (value: number) => number): number {
  const step = stepOf(seconds, unit);
  return round(seconds / unitSeconds[unit] / step) * step;
}

/** The same, and no less than what people count in. */
function roundedUp(seconds: number, unit: Unit, round: (value: number) => number): number {
  return Math.max(stepOf(seconds, unit), rounded(seconds, unit, round));
}

function stepOf(seconds: number, unit: Unit): number {
  if (unit === "second") return 10;
  return unit === "hour" && seconds < 10 * hour ? 0.5 : 1;
}

/** `wordsOver` are the operator's own sentences, over the dictionary's. */
export function speechIn(language: Language, wordsOver: WordsOver = {}): Speech {
  const words: Words = { ...languages[language], ...wordsOver };
  const hasSpaces = language !== "ja";
  const gap = hasSpaces ? " " : "";
  const numbers = new Intl.NumberFormat(language);
  const times = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const plural = new Intl.PluralRules(language);
  const amount = (unit: string, count: number) => {
    const text = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
    // Intl puts a space between a Japanese number and its unit, which nobody writes.
    return hasSpaces ? text : text.replaceAll(/\s/g, "");
  };

  return {
    language,
    words,
    number: (value) => numbers.format(value),
    joined: (...sentences) => sentences.filter((sentence) => sentence !== "").join(gap),
    counted(stem, count) {
      const form = plural.select(count) === "one" ? "One" : "Other";
      return fill(words[`${stem}${form}`], { count: numbers.format(count) });
    },
    time: (atMs) => times.format(atMs),
    duration(seconds) {
      const parts = [
        { unit: "hour", count: Math.floor(seconds / hour) },
        { unit: "minute", count: Math.floor((seconds % hour) / minute) },
        { unit: "second", count: Math.floor(seconds % minute) },
      ].filter(({ count }) => count > 0);
      if (parts.length === 0) return amount("second", 0);
      return parts
        .slice(0, 2)
        .map(({ unit, count }) => amount(unit, count))
        .join(gap);
    },
    roughly(seconds) {
      const unit = unitFor(seconds);
      return amount(unit, roundedUp(seconds, unit, Math.round));
    },
    about(earliestSeconds, latestSeconds) {
      const unit = unitFor(latestSeconds);
      const fromUnit = earliestSeconds < unitSeconds[unit] ? unitFor(earliestSeconds) : unit;
      // Outwards, for it is a promise: better a range that is too wide than one that is missed.
      const from = rounded(earliestSeconds, fromUnit, Math.floor);
      const to = roundedUp(latestSeconds, unit, Math.ceil);
      const toText = amount(unit, to);
      if (from === 0) return fill(words.estimateUpTo, { time: toText });
      if (fromUnit !== unit) return fill(words.estimateRange, { from: amount(fromUnit, from), to: toText });
      return from >= to
        ? fill(words.estimate, { time: toText })
        : fill(words.estimateRange, { from: numbers.format(from), to: toText });
    },
  };
}

/** The countdown as a clock: `m:ss`, or `h:mm:ss`. */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / hour);
  const minutes = Math.floor((whole % hour) / minute);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % minute)}` : `${minutes}:${two(whole % minute)}`;
}
