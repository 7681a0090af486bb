import { limits } from "@fairline/core";
import { parseDuration, showDuration } from "@fairline/crowd/shape";
import { Refused, tokens } from "@fairline/crowd/tokens";
import type { Event } from "./event.ts";

export type Parsed =
  | { readonly kind: "run"; readonly event: Event }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is allowed. */
  | { readonly kind: "refused"; readonly message: string };

interface Flag {
  readonly min: number;
  readonly max: number;
  readonly byDefault: number;
  readonly about: string;
  /** Otherwise a whole number. */
  readonly isDecimal?: true;
  /** Typed as a time, such as 90s or 10m; here in seconds. */
  readonly isTime?: true;
  /** A word for a number that cannot be typed. */
  readonly word?: readonly [string, number];
}

export type FlagName = "visitors" | "over" | "slots" | "stay" | "handover" | "tick" | "push-max" | "batch";
export type Defaults = Readonly<Partial<Record<FlagName, number>>>;

const flags: Readonly<Record<FlagName, Flag>> = {
  visitors: { min: 1, max: 10_000_000, byDefault: 10_000, about: "how many come" },
  over: {
    min: 1,
    max: 86_400,
    byDefault: 600,
    about: "they come, spread evenly, within this time",
    isTime: true,
  },
  slots: { min: 1, max: limits.slotsMax, byDefault: 100, about: "X: how many visits at once" },
  stay: {
    min: 0.1,
    max: limits.slotSecondsMax,
    byDefault: 60,
    about: "how long a visit lasts on average: Y, or less",
    isDecimal: true,
    isTime: true,
  },
  handover: {
    min: 0,
    max: 60,
    byDefault: 1,
    about: "from one visit's end to the next one's beginning",
    isDecimal: true,
    isTime: true,
  },
  tick: { min: 1, max: limits.tickSecondsMax, byDefault: 5, about: "N: seconds from tick to tick" },
  "push-max": {
    min: 1,
    max: 1_000_000,
    byDefault: 5000,
    about: "the push budget a second, or none",
    word: ["none", Number.POSITIVE_INFINITY],
  },
  batch: { min: 1, max: 10, byDefault: 1, about: "joins that one invocation takes", isDecimal: true },
};

/** As `tokens` takes them, with one that had another name. */
const withAllowed = {
  ...Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { allowed: allowed(flag) }])),
  arrive: { allowed: "--over, a time such as 10m" },
};

/** The flags as a person reads them, one a line; `without` are those that a command does not take. */
export function flagLines(defaults: Defaults = {}, without: readonly FlagName[] = []): string {
  return Object.entries(flags)
    .filter(([name]) => !without.includes(name as FlagName))
    .map(([name, flag]) => {
      const { about, min, max, byDefault, word, isTime } = flag;
      const or = word === undefined ? "" : ` or ${word[0]}`;
      const standard = shown(flag, defaults[name as FlagName] ?? byDefault);
      const value = isTime ? "TIME" : "K";
      return `  --${`${name} ${value}`.padEnd(15)}${about}; ${shown(flag, min)} to ${shown(flag, max)}${or}, default ${standard}`;
    })
    .join("\n");
}

export function parseOptions(
  args: readonly string[],
  defaults: Defaults = {},
  without: readonly FlagName[] = [],
): Parsed {
  try {
    const given = tokens(args, { flags: withAllowed, switches: ["every-tick"] });
    if (given.has("help")) return { kind: "help" };
    if (given.has("arrive")) throw new Refused("--arrive: it is --over now, a time such as 10m");
    const foreign = without.find((name) => given.has(name));
    if (foreign !== undefined) throw new Refused(`--${foreign}: there is no such flag here; see --help`);
    const read = (name: FlagName) => number(name, given.get(name), defaults[name]);
    return {
      kind: "run",
      event: {
        visitors: read("visitors"),
        arriveSeconds: read("over"),
        slots: read("slots"),
        staySeconds: read("stay"),
        handoverSeconds: read("handover"),
        tickSeconds: read("tick"),
        pushPerSecondMax: read("push-max"),
        joinsPerBatch: read("batch"),
        departuresPerBatch: 1,
        ...(given.has("every-tick") ? { pushCadence: "every" } : {}),
      },
    };
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", message: error.message };
    throw error;
  }
}

function number(name: FlagName, text: string | undefined, standard: number | undefined): number {
  const flag = flags[name];
  const { min, max, byDefault, isDecimal, isTime, word } = flag;
  if (text === undefined) return standard ?? byDefault;
  if (text === word?.[0]) return word[1];
  const value = isTime ? (parseDuration(text) ?? Number.NaN) / 1000 : plainNumber(text);
  if (value >= min && value <= max && (isDecimal || Number.isInteger(value))) return value;
  throw new Refused(`--${name}: must be ${allowed(flag)} (was ${JSON.stringify(text)})`);
}

function allowed(flag: Flag): string {
  const { min, max, isDecimal, isTime, word } = flag;
  const kind = isTime ? `time${isDecimal ? "" : " of whole seconds"}` : `${isDecimal ? "" : "whole "}number`;
  const example = isTime ? ", such as 90s or 10m" : "";
  const otherwise = word === undefined ? "" : `, or ${word[0]}`;
  return `a ${kind} from ${shown(flag, min)} to ${shown(flag, max)}${example}${otherwise}`;
}

function plainNumber(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function shown({ isTime }: Flag, value: number): string {
  return isTime ? showDuration(value * 1000) : `${value}`;
}
