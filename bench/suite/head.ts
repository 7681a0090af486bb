import { parseArgs } from "node:util";

/** What stands before a measurement that has no flags but `--help`. */
export interface Head {
  /** As in `npm run NAME`. */
  readonly name: string;
  /** What it measures, in whole sentences. */
  readonly about: string;
  /** The one number that it may be given. */
  readonly number?: { readonly about: string; readonly byDefault: number; readonly max: number };
}

export type Parsed =
  | { readonly kind: "run"; readonly number: number }
  | { readonly kind: "help"; readonly text: string }
  /** One line for a person. */
  | { readonly kind: "refused"; readonly message: string };

/** The number that was given, or its default. It ends the process where help is wanted, or something is unknown. */
export function begin(head: Head): number {
  const parsed = parseHead(head, process.argv.slice(2));
  switch (parsed.kind) {
    case "run":
      return parsed.number;
    case "help":
      process.stdout.write(parsed.text);
      return process.exit(0);
    case "refused":
      process.stderr.write(`${head.name}: ${parsed.message}\n`);
      return process.exit(2);
    default:
      return parsed satisfies never;
  }
}

export function parseHead({ name, about, number }: Head, args: readonly string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: number !== undefined,
      options: { help: { type: "boolean" } },
    });
    if (values.help) {
      const range = number && `  K        ${number.about}; 1 to ${number.max}, default ${number.byDefault}\n`;
      const text = `${about}\n\nnpm run ${name}${number ? " -- [K]" : ""}\n\n${range ?? ""}  --help   this text\n`;
      return { kind: "help", text };
    }
    const [text, ...more] = positionals;
    if (number === undefined || text === undefined) return { kind: "run", number: number?.byDefault ?? 0 };
    const value = Number(text);
    if (more.length === 0 && /^\d+$/.test(text) && value >= 1 && value <= number.max) {
      return { kind: "run", number: value };
    }
    const message = `must be a whole number from 1 to ${number.max} (was ${JSON.stringify(positionals.join(" "))})`;
    return { kind: "refused", message };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { kind: "refused", message };
  }
}
