import type { Event } from "../event.ts";
import { type FlagName, flagLines, parseOptions } from "../options.ts";

export type ParsedScale =
  | { readonly kind: "run"; readonly event: Event }
  | { readonly kind: "doc" }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is allowed. */
  | { readonly kind: "refused"; readonly message: string };

const defaults = { visitors: 1_000_000, over: 600, slots: 5000, batch: 10 } as const;
/** In a crowd batches are full. */
const notAsked: readonly FlagName[] = ["batch"];

export function scaleFlagLines(): string {
  return flagLines(defaults, notAsked);
}

export function parseScale(args: readonly string[]): ParsedScale {
  if (!args.includes("--doc")) return parseOptions(args, defaults, notAsked);
  return args.length === 1
    ? { kind: "doc" }
    : {
        kind: "refused",
        message: "--doc: it goes with no other flag, for the document has an event of its own",
      };
}
