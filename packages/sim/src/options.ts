import { parseArgs } from "node:util";
import { type FaultName, type Faults, faultNames, hostile, noFaults, only } from "./faults.ts";

export interface Options {
  readonly seeds: number;
  readonly firstSeed: number;
  /** Only this one, told in full. */
  readonly seed: number | undefined;
  readonly faults: Faults;
  readonly keepsGoing: boolean;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is allowed. */
  | { readonly kind: "refused"; readonly message: string };

const seedMax = 2 ** 31 - 1;
const seedsMax = 10_000_000;

export const help = `Plays the rules of the line under hostile schedules, and checks the eight invariants in each.

npm run sim -- [flags]

  --seeds K       how many schedules; 1 to ${seedsMax}, default 2000
  --from S        the first seed; default 1
  --seed S        this one alone, with everything that happens in it
  --faults LIST   all (default), none, or some of: ${faultNames.join(", ")}
  --keep-going    does not stop at the first schedule that breaks an invariant
  --help          this text

Exit code 0: no invariant was broken, and everything that is meant to happen did; 1: not so; 2: the flags are wrong.
`;

export function parseOptions(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: withNegatives(args),
      strict: true,
      options: {
        seeds: { type: "string", default: "2000" },
        from: { type: "string", default: "1" },
        seed: { type: "string" },
        faults: { type: "string", default: "all" },
        "keep-going": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    const seed = values.seed === undefined ? undefined : whole("--seed", values.seed, 0, seedMax);
    return {
      kind: "run",
      options: {
        seeds: whole("--seeds", values.seeds, 1, seedsMax),
        firstSeed: whole("--from", values.from, 0, seedMax - seedsMax),
        seed,
        faults: parseFaults(values.faults),
        keepsGoing: values["keep-going"],
      },
    };
  } catch (error) {
    return {
      kind: "refused",
      message: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error),
    };
  }
}

/** Node takes `--seeds -3` for two flags; joined, it is one with a value, which can be refused with its range. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1);
    if (/^-\d/.test(arg) && flag?.startsWith("--")) joined.splice(-1, 1, `${flag}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${flag}: ${JSON.stringify(text)} is not a whole number from ${min} to ${max}`);
}

function parseFaults(text: string): Faults {
  if (text === "all") return hostile;
  if (text === "none") return noFaults;
  const names = text.split(",").map((name) => name.trim());
  const isFault = (name: string): name is FaultName => (faultNames as readonly string[]).includes(name);
  const unknown = names.find((name) => !isFault(name));
  if (unknown !== undefined)
    throw new Error(`--faults: ${JSON.stringify(unknown)} is none of all, none, ${faultNames.join(", ")}`);
  return only(names.filter(isFault));
}
