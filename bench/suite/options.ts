import { parseArgs } from "node:util";

export interface Options {
  /** All, if none is named. */
  readonly names: readonly string[];
  readonly quick: boolean;
  /** Others use the machine, too: what is measured says so. */
  readonly draft: boolean;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "doc" | "help" | "list" }
  /** One line for a person. */
  | { readonly kind: "refused"; readonly message: string };

export function parseOptions(args: readonly string[], known: readonly string[]): Parsed {
  try {
    const boolean = { type: "boolean" } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { quick: boolean, draft: boolean, doc: boolean, list: boolean, help: boolean },
    });
    if (values.help) return { kind: "help" };
    if (values.list) return { kind: "list" };
    if (values.doc) return { kind: "doc" };
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const message = `there is no benchmark ${JSON.stringify(unknown)}; there are ${known.join(", ")}`;
      return { kind: "refused", message };
    }
    const { quick = false, draft = false } = values;
    return { kind: "run", options: { names: positionals, quick, draft } };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { kind: "refused", message };
  }
}
