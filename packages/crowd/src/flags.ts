import { RoomName } from "@fairline/core";
import { limits } from "./limits.ts";
import type { ArrivalShape } from "./shape/arrivals.ts";
import type { Distribution } from "./shape/distribution.ts";
import { parseDuration, parseDurationRange, showDuration } from "./shape/durations.ts";
import {
  arrivalNames,
  isFileName,
  readArrivalName,
  readShare,
  readWhole,
  timesAllowed,
  within,
} from "./shape/texts.ts";
import { parseDistribution } from "./shape/times.ts";

/** A flag with a value. `read` gives undefined for a value that is not `allowed`. */
export interface Flag<Value> {
  readonly value: string;
  readonly allowed: string;
  /** As it would be typed; with `--forever` a crowd takes its time. */
  readonly byDefault?: string;
  readonly byDefaultForever?: string;
  readonly about: string;
  readonly read: (text: string) => Value | undefined;
}

const flag = <Value>(flag: Flag<Value>): Flag<Value> => flag;

interface FileName {
  readonly file: string;
}
type ArrivalChoice = ArrivalShape | FileName;
type DwellChoice = Distribution | FileName;

export const flags = {
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
    about: `how they arrive: even: any moment is as likely as another; burst: ${limits.burstShare * 100} % in the first ${limits.burstSpan * 100} % of the time; ramp: more and more; poisson: with gaps that know nothing of each other, the last one at about --over; FILE: as in a file, which also says how many and how long (--visitors scales it, --over stretches it): an arrival a line, in seconds, or SECONDS,COUNT: so many from then until the next line`,
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
    allowed: `never, or times of at most ${showDuration(limits.patienceMsMax)}: ${timesAllowed}`,
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
    allowed: `times from 0 to ${showDuration(limits.dwellMsMax)}: ${timesAllowed}; or the name of a file with an ending, such as times.txt`,
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

export const switches = {
  forever: "keep so many visitors circulating, at a human pace, until Ctrl-C; no report",
  quiet: "no progress and no table; violations still go to stderr",
  help: "this",
} as const;

function readAddress(text: string, protocols: readonly string[]): string | undefined {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || !protocols.includes(address.protocol)) return undefined;
  if (address.search !== "" || address.hash !== "") return undefined;
  return text.replace(/\/+$/, "");
}

function readArrivals(text: string): ArrivalChoice | undefined {
  return readArrivalName(text) ?? readFileName(text);
}

function readFileName(text: string): FileName | undefined {
  return isFileName(text) ? { file: text } : undefined;
}
