import { parseArgs } from "node:util";

/** One line for a person: the flag, the value that was given, and what is allowed. */
export class Refused extends Error {}

/** What a command takes: flags with a value, and switches without one. `--help` and `-h` are every command's. */
export interface Known {
  readonly flags: Readonly<Record<string, { readonly allowed: string }>>;
  readonly switches: readonly string[];
}

/** What was given, by name; of a switch, nothing. Throws Refused. */
export function tokens(args: readonly string[], { flags, switches }: Known): Map<string, string> {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: "string" as const }])),
      ...Object.fromEntries(switches.map((name) => [name, { type: "boolean" as const }])),
      help: { type: "boolean", short: "h" },
    },
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new Refused(`"${token.value}": every value needs its flag; see --help`);
    if (token.kind === "option-terminator") continue;
    const { name, rawName, value } = token;
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    const isSwitch = name === "help" || switches.includes(name);
    if (flag === undefined && !isSwitch) throw new Refused(`${rawName}: there is no such flag; see --help`);
    if (flag !== undefined && value === undefined)
      throw new Refused(`--${name}: a value is missing: ${flag.allowed}`);
    if (isSwitch && value !== undefined) throw new Refused(`--${name}: takes no value (was "${value}")`);
    if (given.has(name)) throw new Refused(`--${name}: given twice`);
    given.set(name, value ?? "");
  }
  return given;
}
