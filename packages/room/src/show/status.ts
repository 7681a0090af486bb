import { type LiveView, limits as rules } from "@fairline/core";
import { limits } from "../limits.ts";
import { bars } from "./bars.ts";
import type { Paint } from "./paint.ts";
import { slotTable } from "./slots.ts";
import { table } from "./table.ts";
import { count, inOneLine, percent, rate, span, waitRange } from "./words.ts";

export interface StatusOptions {
  readonly paint: Paint;
  /** How many of the slots are listed. */
  readonly slotsMax: number;
}

/** Everything that is to be seen of a room, as the console shows it. */
export function status(view: LiveView, { paint, slotsMax }: StatusOptions): string {
  const facts = [...settingsOf(view), ...lineOf(view), ...ticksOf(view)];
  return [
    headOf(view, paint),
    ...warningsOf(view).map((warning) => paint("yellow", `! ${warning}`)),
    "",
    table(
      facts.map(([name, value]) => [paint("dim", name), value]),
      "ll",
    ),
    ...(view.slots.length === 0 ? [] : ["", slotTable(view, slotsMax, paint)]),
  ].join("\n");
}

type Fact = readonly [name: string, value: string];

const stateColours = { open: "green", paused: "yellow", closed: "red" } as const;

function headOf({ snapshot, run, version }: LiveView, paint: Paint): string {
  const { room, state, draining, title } = snapshot;
  const shown = draining ? paint("yellow", "draining") : paint(stateColours[state], state);
  return `${paint("bold", room)}  ${shown}  ${inOneLine(title)}  ${paint("dim", `run ${run}, settings version ${version}`)}`;
}

/** What an operator should look after. */
function warningsOf({ snapshot, lastTickAt, deadLetters }: LiveView): string[] {
  const { tickSeconds, at } = snapshot;
  const overdueSeconds = 2 * tickSeconds + rules.strandedAfterMs / 1000;
  const age = lastTickAt === undefined ? undefined : secondsFrom(lastTickAt, at);
  const dead = Object.entries(deadLetters ?? {}).filter(([, letters]) => letters > 0);
  return [
    ...(age !== undefined && age > overdueSeconds
      ? [`the last tick came ${span(age)} ago, and one is due every ${span(tickSeconds)}`]
      : []),
    ...(dead.length > 0 ? [`nobody could use these messages: ${deadText(dead)}`] : []),
  ];
}

function settingsOf({ snapshot }: LiveView): Fact[] {
  const { slots, slotSeconds, tickSeconds, announcement, translations = {} } = snapshot;
  const languages = Object.keys(translations);
  const also = languages.length === 0 ? "" : ` (and in ${languages.join(", ")})`;
  return [
    ["X, Y, N", `${count(slots)} slots, ${span(slotSeconds)} a visit, a tick every ${span(tickSeconds)}`],
    ...(announcement === undefined ? [] : [["announced", `${inOneLine(announcement)}${also}`] as const]),
  ];
}

function lineOf({ snapshot, totals, waits, noShowRate, lastWait, perMinute, samples }: LiveView): Fact[] {
  const ended = totals.completed + totals.expired + totals.left + totals.noshow;
  return [
    ["waiting", count(snapshot.waiting)],
    ["last wait", waitRange(lastWait)],
    ["active", `${count(snapshot.active)} of ${count(snapshot.slots)}`],
    ["next", `number ${count(snapshot.serving)}, of ${count(snapshot.issued)} given out`],
    [
      "a minute",
      `${rate(perMinute.joined)} joined, ${rate(perMinute.admitted)} admitted, ${rate(perMinute.ended)} ended`,
    ],
    [
      "waited",
      waits === undefined
        ? "-"
        : `p50 ${span(waits.p50Seconds)}, p95 ${span(waits.p95Seconds)}, mean ${span(waits.meanSeconds)}; of ${count(totals.admitted)} admitted`,
    ],
    [
      "outcomes",
      `${count(totals.completed)} completed, ${count(totals.expired)} expired, ${count(totals.left)} left ` +
        `(${count(totals.leftWaiting)} while waiting), ${count(totals.noshow)} no-show; of ${count(ended)}`,
    ],
    ["no-show", noShowRate === undefined ? "-" : `${percent(noShowRate)} of the visits that are over`],
    ...bars(samples, limits.barsMax),
  ];
}

function ticksOf({ snapshot, pushes, lastTickAt, deadLetters }: LiveView): Fact[] {
  const age = lastTickAt === undefined ? undefined : secondsFrom(lastTickAt, snapshot.at);
  return [
    ["pushes", `${rate(pushes.perSecond)} a second, ${count(pushes.perSecondMax)} at most`],
    ["last tick", age === undefined ? "none yet" : `${span(age)} ago`],
    ["dead letters", deadLetters === undefined ? "unknown" : deadText(Object.entries(deadLetters))],
  ];
}

function deadText(letters: readonly (readonly [string, number])[]): string {
  return letters.map(([queue, dead]) => `${queue} ${count(dead)}`).join(", ");
}

/** Both are the server's: no clock of this machine is in it. */
function secondsFrom(earlier: string, later: string): number {
  return Math.max(0, Date.parse(later) - Date.parse(earlier)) / 1000;
}
