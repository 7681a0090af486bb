import { helpRow } from "@fairline/crowd/helpRow";
import { showDuration, timesAllowed } from "@fairline/crowd/shape";
import { CannotStart } from "@fairline/crowd/shapeFiles";
import { Refused, tokens } from "@fairline/crowd/tokens";
import { type Field, type Files, fieldNames, fields, readInputs, type Texts } from "./fields.ts";
import type { Inputs } from "./inputs.ts";
import { limits } from "./limits.ts";

export type Parsed =
  | { readonly kind: "run"; readonly inputs: Inputs; readonly json: string | undefined }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is allowed. */
  | { readonly kind: "refused"; readonly message: string };

const known = { flags: { ...fields, json: { allowed: "the name of a file" } }, switches: [] };

export function parseOptions(args: readonly string[], files: Files): Parsed {
  try {
    return parse(args, files);
  } catch (error) {
    // What is wrong with a file comes from whoever reads it, in a line of its own.
    if (error instanceof Refused || error instanceof CannotStart)
      return { kind: "refused", message: error.message };
    throw error;
  }
}

function parse(args: readonly string[], files: Files): Parsed {
  const given = tokens(args, known);
  if (given.has("help")) return { kind: "help" };
  const json = given.get("json");
  if (json === "") throw new Refused(`--json: must be ${known.flags.json.allowed} (was "")`);
  const reading = readInputs(Object.fromEntries(given) as Texts, files);
  if (reading.kind === "inputs") return { kind: "run", inputs: reading.inputs, json };
  const [name, refusal] = Object.entries(reading.refusals)[0] ?? [];
  return { kind: "refused", message: `--${name}: ${refusal}` };
}

export function help(): string {
  const rows = fieldNames.map((name): [string, string] => {
    const { value, about, byDefault } = fields[name] as Field<unknown>;
    return [`--${name} ${value}`, byDefault === undefined ? about : `${about} (default ${byDefault})`];
  });
  rows.push(["--json FILE", "write the plan there, as one JSON object"], ["--help", "this text"]);
  return `Plans an event: how long they wait, who gives up, what it costs, which quotas to raise (docs/planning.md).

npm run plan -- --visitors 50000 --arrive ramp --over 10m --slots 500 --seconds 120 \\
  --dwell lognormal:45s,110s --patience exp:20m --target-wait 15m

${rows.map(([name, about]) => helpRow(name, about, width)).join("\n")}

TIMES is ${timesAllowed.replace("; weibull", ";\n  weibull")},
  such as 20s..2m or exp:1m; of --dwell at most ${limits.dwellMsMax / 1000}s, or the name of a file with a time in seconds a
  line; of --patience at most ${showDuration(limits.patienceMsMax)}, or never.

Each visitor is played: they come, wait in line, are admitted in its order, or give up. The pace, the waits that
are told and who hears how often are by the rooms' own rules; the bill and the quotas are reckoned from that.

Exit code 0: here is the plan; 2: a flag is wrong.
`;
}

const width = { name: 22, text: 88 };
