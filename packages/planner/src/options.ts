import { parseArgs } from "node:util";
import { limits } from "@fairline/core";
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
  /** A word for a number that cannot be typed. */
  readonly word?: readonly [string, number];
}

export type FlagName = "visitors" | "arrive" | "slots" | "stay" | "handover" | "tick" | "push-max" | "batch";
export type Defaults = Readonly<Partial<Record<FlagName, number>>>;

const flags: Readonly<Record<FlagName, Flag>> = {
  visitors: { min: 1, max: 10_000_000, byDefault: 10_000, about: "how many come" },
  arrive: { min: 1, max: 86_400, byDefault: 600, about: "they come, spread evenly, within so many seconds" },
  slots: { min: 1, max: limits.slotsMax, byDefault: 100, about: "X: how many visits at once" },
  stay: {
    min: 0.1,
    max: limits.slotSecondsMax,
    byDefault: 60,
    about: "how many seconds a visit lasts on average: Y, or less",
    isDecimal: true,
  },
  handover: {
    min: 0,
    max: 60,
    byDefault: 1,
    about: "seconds from one visit's end to the next one's beginning",
    isDecimal: true,
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

/** The flags as a person reads them, one a line; `without` are those that a command does not take. */
export function flagLines(defaults: Defaults = {}, without: readonly FlagName[] = []): string {
  return Object.entries(flags)
    .filter(([name]) => !without.includes(name as FlagName))
    .map(([name, { about, min, max, byDefault, word }]) => {
      const shown = word === undefined ? "" : ` or ${word[0]}`;
      const standard = defaults[name as FlagName] ?? byDefault;
      return `  --${`${name} K`.padEnd(13)}${about}; ${min} to ${max}${shown}, default ${standard}`;
    })
    .join("\n");
}

export function parseOptions(
  args: readonly string[],
  defaults: Defaults = {},
  without: readonly FlagName[] = [],
): Parsed {
  try {
    const string = { type: "string" } as const;
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        visitors: string,
        arrive: string,
        slots: string,
        stay: string,
        handover: string,
        tick: string,
        "push-max": string,
        batch: string,
        "every-tick": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    const foreign = without.find((name) => values[name] !== undefined);
    if (foreign !== undefined) throw new Error(`--${foreign}: there is no such flag here; see --help`);
    const read = (name: FlagName) => number(name, values[name], defaults[name]);
    return {
      kind: "run",
      event: {
        visitors: read("visitors"),
        arriveSeconds: read("arrive"),
        slots: read("slots"),
        staySeconds: read("stay"),
        handoverSeconds: read("handover"),
        tickSeconds: read("tick"),
        pushPerSecondMax: read("push-max"),
        joinsPerBatch: read("batch"),
        departuresPerBatch: 1,
        ...(values["every-tick"] ? { pushCadence: "every" } : {}),
      },
    };
  } catch (error) {
    return {
      kind: "refused",
      message: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error),
    };
  }
}

function number(name: FlagName, text: string | undefined, standard: number | undefined): number {
  const { min, max, byDefault, isDecimal, word } = flags[name];
  if (text === undefined) return standard ?? byDefault;
  if (text === word?.[0]) return word[1];
  const value = Number(text);
  const isNumber = (isDecimal ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text);
  if (isNumber && value >= min && value <= max) return value;
  const kind = isDecimal ? "number" : "whole number";
  const otherwise = word === undefined ? "" : `, nor ${word[0]}`;
  throw new Error(`--${name}: ${JSON.stringify(text)} is not a ${kind} from ${min} to ${max}${otherwise}`);
}
