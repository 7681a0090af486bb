import { parseArgs } from "node:util";
import { RoomName } from "@fairline/core";
import type { CrowdOptions } from "./crowd.ts";
import { limits } from "./limits.ts";
import type { ArrivalShape } from "./shape/arrivals.ts";
import type { Distribution } from "./shape/distribution.ts";
import { parseDuration, parseDurationRange, showDuration } from "./shape/durations.ts";
import type { ShapeFiles } from "./shape/files.ts";
import { parseDistribution } from "./shape/times.ts";

export interface CommandOptions {
  readonly crowd: CrowdOptions;
  /** What the crowd's shape takes from files. */
  readonly files: ShapeFiles;
  /** `--over` was given: a trace is played in that time. */
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

/** A flag with a value. `read` gives undefined for a value that is not `allowed`. */
interface Flag<Value> {
  readonly value: string;
  readonly allowed: string;
  /** As it would be typed; with `--forever` a crowd takes its time. */
  readonly byDefault?: string;
  readonly byDefaultForever?: string;
  readonly about: string;
  readonly read: (text: string) => Value | undefined;
}

const flag = <Value>(flag: Flag<Value>): Flag<Value> => flag;

const arrivalNames = ["even", "burst", "ramp", "poisson"] as const;

interface FileName {
  readonly file: string;
}
type ArrivalChoice = ArrivalShape | FileName;
type DwellChoice = Distribution | FileName;

const flags = {
  url: flag({
    value: "URL",
    allowed: "an http:// or https:// address without query or fragment",
    byDefault: "http://127.0.0.1:3000",
    about: "where the room is",
    read: (text) => readAddress(text, ["http:", "https:"]),
  }),
  "ws-url": flag({
    value: "URL",
    allowed: "a ws:// or wss:// address",
    about: "where its WebSocket is; default <url>/ws",
    read: (text) => readAddress(text, ["ws:", "wss:"]),
  }),
  room: flag({
    value: "NAME",
    allowed: "1 to 40 of a-z, 0-9 and -, neither beginning nor ending with -",
    byDefault: "demo",
    about: "the room's name",
    read: (text) => RoomName.safeParse(text).data,
  }),
  visitors: flag({
    value: "K",
    allowed: `a whole number from 1 to ${limits.visitorsMax}`,
    byDefault: "200",
    about: "how many come",
    read: (text) => readWhole(text, 1, limits.visitorsMax),
  }),
  over: flag({
    value: "TIME",
    allowed: `a time from 0 to ${showDuration(limits.overMsMax)}, such as 3s, 500ms or 2m`,
    byDefault: "3s",
    byDefaultForever: "10s",
    about: "they arrive within this time",
    read: (text) => within(parseDuration(text), 0, limits.overMsMax),
  }),
  arrive: flag<ArrivalChoice>({
    value: "SHAPE|FILE",
    allowed: `${arrivalNames.join(", ")}, or the name of a file with an ending, such as arrivals.csv`,
    byDefault: "even",
    about: `how they arrive: even: any moment is as likely as another; burst: ${limits.burstShare * 100} % in the first ${limits.burstSpan * 100} % of the time; ramp: more and more; poisson: with gaps that know nothing of each other, the last one at about --over; FILE: as in a file, which also says how many and how long (--over stretches it): an arrival a line, in seconds, or SECONDS,COUNT: so many from then until the next line`,
    read: readArrivals,
  }),
  abandon: flag({
    value: "SHARE",
    allowed: "a share from 0 to 1",
    byDefault: "0.3",
    about:
      "this share gives up while waiting, 0.2 s to twice --over after joining: half say goodbye, half just go; 0 beside --patience",
    read: readShare,
  }),
  patience: flag<Distribution | "never">({
    value: "TIMES",
    allowed: `never, or times of at most ${showDuration(limits.patienceMsMax)}: 20s..2m, exp:MEAN, lognormal:MEDIAN,P90 or weibull:SCALE,SHAPE with a shape from ${limits.weibullShapeMin} to ${limits.weibullShapeMax}`,
    about:
      "everybody gives up who waits longer than this, drawn for each: 20s..2m; exp:60s, at any moment as likely as at any other; weibull:60s,2, the likelier the longer they wait; lognormal:60s,5m. Who is let in before does as the other flags say. Default: never",
    read: (text) => (text === "never" ? text : parseDistribution(text, limits.patienceMsMax)),
  }),
  "finish-early": flag({
    value: "SHARE",
    allowed: "a share from 0 to 1",
    byDefault: "0.6",
    about:
      "this share of those who stay reserves and is done; the others let their time run out, and half of those try when it is too late",
    read: readShare,
  }),
  dwell: flag<DwellChoice>({
    value: "TIMES|FILE",
    allowed: `times from 0 to ${showDuration(limits.dwellMsMax)}: MIN..MAX, the shorter first, such as 0.5s..2s, exp:MEAN, lognormal:MEDIAN,P90 or weibull:SCALE,SHAPE, or the name of a file with an ending, such as times.txt`,
    byDefault: "0.5s..2s",
    byDefaultForever: "5s..30s",
    about:
      "how long they look around before they reserve: MIN..MAX, exp:MEAN, lognormal:MEDIAN,P90, weibull:SCALE,SHAPE, or a file with a time in seconds a line, of which each takes one",
    read: (text) => {
      const times = parseDistribution(text, limits.dwellMsMax);
      return times ?? readFileName(text);
    },
  }),
  "confirm-after": flag({
    value: "MIN..MAX",
    allowed: `a range of times from 0 to ${showDuration(limits.confirmAfterMsMax)}, the shorter first, such as 0.2s..2s`,
    byDefault: "0.2s..2s",
    about: 'in a room with confirm: how long it takes them to say "I\'m here" to a call',
    read: (text) => {
      const range = parseDurationRange(text);
      return range !== undefined && range.max <= limits.confirmAfterMsMax ? range : undefined;
    },
  }),
  miss: flag({
    value: "SHARE",
    allowed: "a share from 0 to 1",
    byDefault: "0",
    about: "in a room with confirm: this share misses the first call, and takes the second chance",
    read: readShare,
  }),
  seed: flag({
    value: "N",
    allowed: `a whole number from 0 to ${limits.seedMax}`,
    byDefault: "1",
    about: "the same seed makes the same crowd: who comes when and does what",
    read: (text) => readWhole(text, 0, limits.seedMax),
  }),
  flaky: flag({
    value: "SHARE",
    allowed: "a share from 0 to 1",
    byDefault: "0",
    about: `of this share the network drops now and then: every ${showDuration(limits.outage.everyMs)} on average, for ${showDuration(limits.outage.msMin)} to ${showDuration(limits.outage.msMax)}`,
    read: readShare,
  }),
  refresh: flag({
    value: "SHARE",
    allowed: "a share from 0 to 1",
    byDefault: "0",
    about: `this share loads the page again while waiting: every ${showDuration(limits.reload.everyMs)} on average`,
    read: readShare,
  }),
  processes: flag<number | "auto">({
    value: "P|auto",
    allowed: `auto, or a whole number from 1 to ${limits.processesMax}`,
    byDefault: "auto",
    about: `how many processes send the crowd, which is the same for all; auto: one for every ${limits.visitorsPerProcess} visitors, and one core is left to others`,
    read: (text) => (text === "auto" ? text : readWhole(text, 1, limits.processesMax)),
  }),
  timeout: flag({
    value: "TIME",
    allowed: `a time from ${showDuration(limits.timeoutMsMin)} to ${showDuration(limits.timeoutMsMax)}, such as 90s or 5m`,
    about: "the run ends then, whoever is left over; default: several times what this crowd needs",
    read: (text) => within(parseDuration(text), limits.timeoutMsMin, limits.timeoutMsMax),
  }),
  json: flag({
    value: "FILE",
    allowed: "the name of a file",
    about: "write the report there, as one JSON object",
    read: (text) => text || undefined,
  }),
  html: flag({
    value: "FILE",
    allowed: "the name of a file",
    about: "write the report there, as a page with charts that opens from disk",
    read: (text) => text || undefined,
  }),
};

const switches = {
  forever: "keep so many visitors circulating, at a human pace, until Ctrl-C; no report",
  quiet: "no progress and no table; violations still go to stderr",
  help: "this",
} as const;

type FlagName = keyof typeof flags;
type ValueOf<Name extends FlagName> = NonNullable<ReturnType<(typeof flags)[Name]["read"]>>;

class Refused extends Error {}

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
  const given = tokens(args);
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
  const [arrive, dwell, patience, processes] = [
    sure("arrive"),
    sure("dwell"),
    read("patience"),
    sure("processes"),
  ];
  if ("file" in arrive && given.has("visitors")) {
    throw new Refused("--visitors: the file of --arrive says how many come");
  }
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
      keepsOver: given.has("over"),
      processes: processes === "auto" ? undefined : processes,
      json: read("json"),
      html: read("html"),
      forever,
      quiet: given.has("quiet"),
    },
  };
}

/** What was given, by name; the last one counts. */
function tokens(args: readonly string[]): Map<string, string> {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: "string" as const }])),
      ...Object.fromEntries(Object.keys(switches).map((name) => [name, { type: "boolean" as const }])),
      help: { type: "boolean", short: "h" },
    },
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new Refused(`"${token.value}": every value needs its flag; see --help`);
    if (token.kind === "option-terminator") continue;
    if (Object.hasOwn(switches, token.name)) {
      if (token.value !== undefined)
        throw new Refused(`--${token.name}: takes no value (was "${token.value}")`);
      given.set(token.name, "");
      continue;
    }
    if (!Object.hasOwn(flags, token.name)) {
      throw new Refused(`${token.rawName}: there is no such flag; see --help`);
    }
    const { allowed } = flags[token.name as FlagName];
    if (token.value === undefined) throw new Refused(`--${token.name}: a value is missing: ${allowed}`);
    given.set(token.name, token.value);
  }
  return given;
}

function readAddress(text: string, protocols: readonly string[]): string | undefined {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || !protocols.includes(address.protocol)) return undefined;
  if (address.search !== "" || address.hash !== "") return undefined;
  return text.replace(/\/+$/, "");
}

function readArrivals(text: string): ArrivalChoice | undefined {
  const kind = arrivalNames.find((name) => name === text);
  return kind === undefined ? readFileName(text) : { kind };
}

/** With a slash or an ending, so that a mistyped word is no file. */
function readFileName(text: string): FileName | undefined {
  return /\/|\.[a-z]\w*$/i.test(text) ? { file: text } : undefined;
}

function readWhole(text: string, min: number, max: number): number | undefined {
  return /^\d+$/.test(text) ? within(Number(text), min, max) : undefined;
}

function readShare(text: string): number | undefined {
  return /^(\d+(\.\d*)?|\.\d+)$/.test(text) ? within(Number(text), 0, 1) : undefined;
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

export function help(): string {
  const rows = [
    ...Object.entries(flags).map(([name, flag]: [string, Flag<unknown>]): [string, string] => {
      const forever = flag.byDefaultForever === undefined ? "" : `; ${flag.byDefaultForever} with --forever`;
      const byDefault = flag.byDefault === undefined ? "" : ` (default ${flag.byDefault}${forever})`;
      return [`--${name} ${flag.value}`, `${flag.about}${byDefault}`];
    }),
    ...Object.entries(switches).map(([name, about]): [string, string] => [`--${name}`, about]),
  ];
  return `Sends a crowd of simulated visitors to a running waiting room and reports how it was treated.

Usage
  npm run crowd -- --url http://127.0.0.1:3000 --room demo --visitors 200 --over 3s \\
    --abandon 0.3 --finish-early 0.6 --dwell 0.5s..2s --seed 42 --json report.json

Flags
${rows.map(([name, about]) => wrap(name, about)).join("\n")}

The crowd
  Every visitor is a real WebSocket, keeps its place through lost connections, and reserves over HTTP with the
  pass that its turn brings. All it is going to do is drawn from the seed before the first one joins, so the
  same seed is the same crowd, in however many processes. Only the keys differ: they also depend on a nonce that is new in each run and
  is printed, because with the keys of an earlier run the crowd would come back to tickets that have ended.

The report
  ticket        from sending the join to the arrival of the ticket
  waited        from sending the join to the arrival of the turn
  hand-over     from the end of a visit to the next turn in the same lane, while somebody waited
  utilisation   slot-time in use, of all slot-time while somebody waited
  inversions    pairs in which the higher number was admitted first, by more than ${limits.orderToleranceMs} ms, though the lower
                one was present and waiting, and its slot was not free yet
  estimate      the first wait that a visitor's page would have told, earliest to latest, against the real one
                from that moment to the call or turn; eight of ten should fall within
  place         what the pages showed, looked at once a second (of up to ${limits.pagesWatchedMax} visitors), against the true
                place: by what anybody of the crowd knew of the line at that moment. Beyond: the share of looks in
                which it was off by more than ${limits.placeShareOffMax * 100} % of the place and more than ${limits.placesOffMax} places
  called        calls to say "I'm here", and how many of them were missed
  joins         tickets a second until the last one was there; sustained: while joins were sent
  tick lag      from a tick's own time to its arrival; measure it on the server's machine, or the difference
                of the clocks is part of it
  Percentiles are by nearest rank. "-" stands for nothing to measure (null in the JSON).

The invariants it watches
  capacity      never more visits at once than slots, one in a lane
  order         no inversions
  no loss       whoever stays gets a turn and an end
  once          one visit and one outcome for each number
  bounded       no visit outlasts its time, and nothing is accepted after it
  identity      one key, one number
  contract      no frame and no refusal that the contract does not know
  left over     everybody was done before the timeout

Exit codes
  0    no invariant was seen broken
  1    at least one was; each is named with number, lane and time
  2    a flag or a file is wrong, there is no such room, or this machine has too few ports or open files
  3    a process of the crowd was lost, and its visitors with it; the report says so
  130  interrupted; the report is about what was seen until then`;
}

const nameWidth = 25;
const textWidth = 84;

function wrap(name: string, about: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of about.split(" ")) {
    if (line !== "" && line.length + word.length >= textWidth) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line]
    .map((text, place) => `  ${(place === 0 ? name : "").padEnd(nameWidth)}${text}`)
    .join("\n");
}
