import { resolve } from "node:path";
import type { CrowdOptions } from "./crowd.ts";
import { type Flag, flags, switches } from "./flags.ts";
import type { ShapeFiles } from "./shape/files.ts";
import { Refused, tokens } from "./tokens.ts";

export interface CommandOptions {
  readonly crowd: CrowdOptions;
  /** What the crowd's shape takes from files. */
  readonly files: ShapeFiles;
  /** `--visitors` and `--over` were given: a trace is scaled to so many, and played in that time. */
  readonly keepsVisitors: boolean;
  readonly keepsOver: boolean;
  /** How many processes send the crowd; undefined: as many as it needs. */
  readonly processes: number | undefined;
  /** Where to write the report as JSON, and as a page. */
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly forever: boolean;
  readonly quiet: boolean;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: CommandOptions }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is allowed. */
  | { readonly kind: "refused"; readonly message: string };

type FlagName = keyof typeof flags;
type ValueOf<Name extends FlagName> = NonNullable<ReturnType<(typeof flags)[Name]["read"]>>;

/** Reads the command line. It touches nothing: no file, no network, no clock. */
export function parseOptions(args: readonly string[]): Parsed {
  try {
    return parse(args);
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", message: error.message };
    throw error;
  }
}

function parse(args: readonly string[]): Parsed {
  const given = tokens(args, { flags, switches: Object.keys(switches) });
  if (given.has("help")) return { kind: "help" };
  const forever = given.has("forever");
  const read = <Name extends FlagName>(name: Name): ValueOf<Name> | undefined => {
    const { byDefault, byDefaultForever, allowed, read } = flags[name] as Flag<ValueOf<Name>>;
    const text = given.get(name) ?? (forever ? (byDefaultForever ?? byDefault) : byDefault);
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined) throw new Refused(`--${name}: must be ${allowed} (was ${JSON.stringify(text)})`);
    return value;
  };
  const sure = <Name extends FlagName>(name: Name) => read(name) as ValueOf<Name>;
  const [wsUrl, timeoutMs] = [read("ws-url"), read("timeout")];
  if (forever) {
    for (const name of ["json", "html", "timeout"]) {
      if (given.has(name))
        throw new Refused(`--${name}: a crowd that stays --forever has no report and no end`);
    }
    for (const name of ["arrive", "processes"]) {
      if (given.has(name)) throw new Refused(`--${name}: not of a crowd that stays --forever`);
    }
  }
  const [json, html] = [read("json"), read("html")];
  if (json !== undefined && html !== undefined && resolve(json) === resolve(html)) {
    throw new Refused(`--html: must be another file than that of --json (was ${JSON.stringify(html)})`);
  }
  const [arrive, dwell, patience, processes] = [
    sure("arrive"),
    sure("dwell"),
    read("patience"),
    sure("processes"),
  ];
  const [flaky, refresh] = [sure("flaky"), sure("refresh")];
  return {
    kind: "run",
    options: {
      crowd: {
        url: sure("url"),
        ...(wsUrl !== undefined && { wsUrl }),
        room: sure("room"),
        visitors: sure("visitors"),
        overMs: sure("over"),
        ...(!("file" in arrive) && arrive.kind !== "even" && { arrive }),
        abandon: patience !== undefined && !given.has("abandon") ? 0 : sure("abandon"),
        ...(patience !== undefined && patience !== "never" && { patienceMs: patience }),
        finishEarly: sure("finish-early"),
        dwellMs: "file" in dwell ? { min: 0, max: 0 } : dwell,
        confirmAfterMs: sure("confirm-after"),
        miss: sure("miss"),
        ...(flaky > 0 && { flaky }),
        ...(refresh > 0 && { refresh }),
        seed: sure("seed"),
        ...(timeoutMs !== undefined && { timeoutMs }),
      },
      files: {
        ...("file" in arrive && { arrive: arrive.file }),
        ...("file" in dwell && { dwell: dwell.file }),
      },
      keepsVisitors: given.has("visitors"),
      keepsOver: given.has("over"),
      processes: processes === "auto" ? undefined : processes,
      json,
      html,
      forever,
      quiet: given.has("quiet"),
    },
  };
}
