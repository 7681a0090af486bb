import { parseArgs } from "node:util";
import type { Benchmark } from "./benchmark.ts";
import { type Size, sizeFlags, sizeNames } from "./size.ts";

export interface Options {
  /** All, if none is named. */
  readonly names: readonly string[];
  readonly quick: boolean;
  /** Others use the machine, too: what is measured says so. */
  readonly draft: boolean;
  /** What is to be of another size than the full one. */
  readonly asked: Partial<Size>;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "doc" | "help" | "list" }
  /** One line for a person. */
  | { readonly kind: "refused"; readonly message: string };

class Refused extends Error {}

export function parseOptions(
  args: readonly string[],
  known: readonly Pick<Benchmark, "name" | "full">[],
): Parsed {
  try {
    return parse(args, known);
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { kind: "refused", message };
  }
}

function parse(args: readonly string[], known: readonly Pick<Benchmark, "name" | "full">[]): Parsed {
  const [boolean, string] = [{ type: "boolean" }, { type: "string" }] as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ quick: boolean, draft: boolean, doc: boolean, list: boolean, help: boolean },
      ...{ rounds: string, sizes: string, waiting: string, minutes: string },
    },
  });
  if (values.help) return { kind: "help" };
  for (const alone of ["list", "doc"] as const) {
    if (!values[alone]) continue;
    if (args.length > 1)
      throw new Refused(`--${alone}: stands alone (was ${JSON.stringify(args.join(" "))})`);
    return { kind: alone };
  }
  const unknown = positionals.find((name) => !known.some((one) => one.name === name));
  if (unknown !== undefined) {
    const names = known.map(({ name }) => name).join(", ");
    throw new Refused(`there is no benchmark ${JSON.stringify(unknown)}; there are ${names}`);
  }
  const { quick = false, draft = false } = values;
  const wanted = known.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const asked = Object.fromEntries(
    sizeNames.flatMap((name) => {
      const text = values[name];
      if (text === undefined) return [];
      if (quick) throw new Refused(`--${name}: --quick has a size of its own`);
      if (!wanted.some(({ full }) => name in full)) {
        const having = known.filter(({ full }) => name in full).map((one) => one.name);
        throw new Refused(`--${name}: only of ${having.join(", ")}`);
      }
      const { schema, allowed } = sizeFlags[name];
      const { data } = schema.safeParse(text);
      if (data === undefined)
        throw new Refused(`--${name}: must be ${allowed} (was ${JSON.stringify(text)})`);
      return [[name, data]];
    }),
  );
  return { kind: "run", options: { names: positionals, quick, draft, asked } };
}
