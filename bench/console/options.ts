import { parseArgs } from "node:util";

export interface Options {
  readonly tickets: number;
  readonly looks: number;
  readonly polls: number;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is allowed. */
  | { readonly kind: "refused"; readonly message: string };

const flags = {
  tickets: { byDefault: 100_000, max: 1_000_000, about: "how many wait in the long line" },
  looks: { byDefault: 200, max: 10_000, about: "how often each live view is asked for" },
  polls: { byDefault: 120, max: 3600, about: "for how many polls, one a second, each page stays open" },
} as const;

/** The flags as a person reads them, one a line. */
export const flagLines = Object.entries(flags)
  .map(
    ([name, { about, byDefault, max }]) =>
      `  --${`${name} K`.padEnd(11)}${about}; 1 to ${max}, default ${byDefault}`,
  )
  .join("\n");

export function parseOptions(args: readonly string[]): Parsed {
  try {
    const string = { type: "string" } as const;
    const { values } = parseArgs({
      args: [...args],
      options: { tickets: string, looks: string, polls: string, help: { type: "boolean" } },
    });
    if (values.help) return { kind: "help" };
    const read = (name: keyof Options) => number(name, values[name]);
    return {
      kind: "run",
      options: { tickets: read("tickets"), looks: read("looks"), polls: read("polls") },
    };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { kind: "refused", message };
  }
}

function number(name: keyof Options, text: string | undefined): number {
  const { byDefault, max } = flags[name];
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  throw new Error(`--${name}: must be a whole number from 1 to ${max} (was ${JSON.stringify(text)})`);
}
