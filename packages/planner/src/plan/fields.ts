import { limits as core, defaultSettings, type PushCadence } from "@fairline/core";
import {
  type ArrivalShape,
  countOf,
  type Distribution,
  isFileName,
  lengthMs,
  parseDistribution,
  parseDuration,
  readArrivalName,
  readShare,
  readWhole,
  scaledTo,
  showDuration,
  timesAllowed,
  within,
} from "@fairline/crowd/shape";
import type { Inputs } from "./inputs.ts";
import { limits } from "./limits.ts";

/** An input as it is typed, in a command line or in a form. `read` gives undefined for a text that is not `allowed`. */
export interface Field<Value> {
  /** How the value is written. */
  readonly value: string;
  readonly allowed: string;
  /** What is allowed beside that where there are files. */
  readonly orFile?: string;
  /** As it would be typed; nothing: it may be left out. */
  readonly byDefault: string | undefined;
  readonly about: string;
  readonly read: (text: string, files: Files | undefined) => Value | undefined;
}

/** Reads files of arrivals and of times, where there are any; what they throw is for a person. */
export interface Files {
  readonly arrivals: (file: string) => Trace;
  readonly stays: (file: string) => Distribution;
}

type Trace = Extract<ArrivalShape, { kind: "trace" }>;

const field = <Value>(one: Field<Value>): Field<Value> => one;

/** Those of AWS, and as it names new ones. */
const regions =
  /^(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(central|east|west|(north|south)(east|west)?)-[1-9]$/;

export const fields = {
  visitors: whole("K", 1, limits.visitorsMax, "10000", "how many come"),
  arrive: field<ArrivalShape>({
    value: "SHAPE",
    allowed: "even, burst, ramp or poisson",
    orFile: "the name of a file with an ending, such as arrivals.csv",
    byDefault: "even",
    about:
      "how they come: evenly; most of them at once; more and more; with gaps of chance; or as in FILE, one arrival in seconds a line, or seconds,count",
    read: (text, files) => readArrivalName(text) ?? (isFileName(text) ? files?.arrivals(text) : undefined),
  }),
  over: time("10m", 0, limits.overMsMax, "they come within this time"),
  slots: whole("X", 1, core.slotsMax, "100", "how many visits at once"),
  seconds: whole("Y", 1, core.slotSecondsMax, "120", "how long a visit may last, in seconds"),
  tick: whole("N", 1, core.tickSecondsMax, "5", "seconds from tick to tick"),
  dwell: lengths("lognormal:45s,110s", limits.dwellMsMax, "how long they need at the site; Y cuts it off"),
  "finish-early": share("1", "this share is done after that; the others use all of Y"),
  patience: field<Distribution | "never">({
    value: "TIMES",
    allowed: `never, or times of at most ${showDuration(limits.patienceMsMax)}: ${timesAllowed}`,
    byDefault: "never",
    about: "how long they wait before they give up",
    read: (text) => (text === "never" ? text : parseDistribution(text, limits.patienceMsMax)),
  }),
  abandon: share("0", "beside that, this share gives up 0.2 s to twice --over after joining"),
  noshow: share("0", "this share does not come when called: the slot waits for --grace"),
  grace: time(`${defaultSettings.graceSeconds}s`, 1000, core.graceSecondsMax * 1000, "for so long"),
  handover: time(
    "1s",
    0,
    limits.handoverMsMax,
    "from a visit's end to the next one's beginning in the same slot",
  ),
  "push-max": orNone(whole("K", 1, limits.pushPerSecondMax, "5000", "the push budget a second, or none")),
  cadence: field<PushCadence>({
    value: "NAME",
    allowed: "distance or every",
    byDefault: "distance",
    about:
      "who hears a tick that the budget allows: everybody every one, or those far from the head only when they need it",
    read: (text) => (text === "distance" || text === "every" ? text : undefined),
  }),
  batch: field<number>({
    value: "K",
    allowed: `a number from 1 to ${limits.joinsPerBatchMax}`,
    byDefault: "1",
    about: "joins that one invocation takes; 1 is the dearest case",
    read: (text) =>
      /^\d+(\.\d+)?$/.test(text) ? within(Number(text), 1, limits.joinsPerBatchMax) : undefined,
  }),
  "target-wait": {
    ...time(
      "",
      1000,
      limits.targetWaitMsMax,
      "search the fewest slots with which nine of ten wait no longer",
    ),
    byDefault: undefined,
  },
  region: field<string>({
    value: "NAME",
    allowed: "a region of AWS, such as eu-central-1",
    byDefault: "us-east-1",
    about: "whose quotas count; prices are those of us-east-1",
    read: (text) => (regions.test(text) ? text : undefined),
  }),
  seed: whole("K", 0, limits.seedMax, "1", "the same seed makes the same plan"),
};

export type FieldName = keyof typeof fields;
export const fieldNames = Object.keys(fields) as FieldName[];

/** What was typed; what is not there is as by default. */
export type Texts = Readonly<Partial<Record<FieldName, string>>>;

export type Reading =
  | { readonly kind: "inputs"; readonly inputs: Inputs }
  /** What is allowed and what was given, for each field that is wrong. */
  | { readonly kind: "refused"; readonly refusals: Texts };

export function readInputs(texts: Texts, files?: Files): Reading {
  const refusals: Partial<Record<FieldName, string>> = {};
  const read = <Value>(name: FieldName, field: Field<Value>): Value | undefined => {
    const { allowed, orFile, byDefault, read } = field;
    const text = texts[name] ?? byDefault;
    if (text === undefined) return undefined;
    const value = read(text.trim(), files);
    const all = files === undefined || orFile === undefined ? allowed : `${allowed}; or ${orFile}`;
    if (value === undefined) refusals[name] = `must be ${all} (was ${JSON.stringify(text)})`;
    return value;
  };
  const sure = <Value>(name: FieldName, one: Field<Value>) => read(name, one) as Value;
  const patience = sure("patience", fields.patience);
  const targetMs = read("target-wait", fields["target-wait"]);
  const inputs: Inputs = {
    ...coming(texts, {
      visitors: sure("visitors", fields.visitors),
      arrive: sure("arrive", fields.arrive),
      overSeconds: sure("over", fields.over) / 1000,
    }),
    slots: sure("slots", fields.slots),
    slotSeconds: sure("seconds", fields.seconds),
    tickSeconds: sure("tick", fields.tick),
    dwellMs: sure("dwell", fields.dwell),
    finishEarly: sure("finish-early", fields["finish-early"]),
    patienceMs: patience === "never" ? undefined : patience,
    abandon: sure("abandon", fields.abandon),
    noshow: sure("noshow", fields.noshow),
    graceSeconds: sure("grace", fields.grace) / 1000,
    handoverSeconds: sure("handover", fields.handover) / 1000,
    pushPerSecondMax: sure("push-max", fields["push-max"]),
    pushCadence: sure("cadence", fields.cadence),
    joinsPerBatch: sure("batch", fields.batch),
    targetWaitSeconds: targetMs === undefined ? undefined : targetMs / 1000,
    region: sure("region", fields.region),
    seed: sure("seed", fields.seed),
  };
  return Object.keys(refusals).length === 0 ? { kind: "inputs", inputs } : { kind: "refused", refusals };
}

/** A trace says itself how many come, and within which time, where nothing else is asked for. */
function coming(texts: Texts, asked: Pick<Inputs, "visitors" | "arrive" | "overSeconds">) {
  const { arrive } = asked;
  if (arrive?.kind !== "trace") return asked;
  const visitors = texts.visitors === undefined ? countOf(arrive.steps) : asked.visitors;
  return {
    visitors,
    arrive: { ...arrive, steps: scaledTo(visitors, arrive.steps) },
    overSeconds: texts.over === undefined ? lengthMs(arrive.steps) / 1000 : asked.overSeconds,
  };
}

function whole(value: string, min: number, max: number, byDefault: string, about: string): Field<number> {
  return {
    value,
    allowed: `a whole number from ${min} to ${max}`,
    byDefault,
    about,
    read: (text) => readWhole(text, min, max),
  };
}

/** Of what need not be bounded. */
function orNone(field: Field<number>): Field<number> {
  return {
    ...field,
    allowed: `${field.allowed}, or none`,
    read: (text, files) => (text === "none" ? Number.POSITIVE_INFINITY : field.read(text, files)),
  };
}

function share(byDefault: string, about: string): Field<number> {
  return {
    value: "SHARE",
    allowed: "a share from 0 to 1",
    byDefault,
    about,
    read: readShare,
  };
}

function time(byDefault: string, minMs: number, maxMs: number, about: string): Field<number> {
  return {
    value: "TIME",
    allowed: `a time from ${minMs / 1000}s to ${showHours(maxMs)}, such as 90s or 10m`,
    byDefault,
    about,
    read: (text) => within(parseDuration(text), minMs, maxMs),
  };
}

function lengths(byDefault: string, longestMs: number, about: string): Field<Distribution> {
  return {
    value: "TIMES",
    allowed: `times of at most ${longestMs / 1000}s: ${timesAllowed}`,
    orFile: "the name of a file with an ending, such as times.txt",
    byDefault,
    about,
    read: (text, files) =>
      parseDistribution(text, longestMs) ?? (isFileName(text) ? files?.stays(text) : undefined),
  };
}

function showHours(ms: number): string {
  return ms >= 3_600_000 ? `${ms / 3_600_000}h` : `${ms / 1000}s`;
}
