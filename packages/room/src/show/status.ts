import {
  type DeadLetters,
  doingOf,
  duration,
  type LiveView,
  languagesOf,
  pushesAreAtBudget,
  type RoomDoing,
  tickAgeSeconds,
  warningsOf,
  warningTexts,
} from "@fairline/core";
import { costOf, dollarsSaid } from "@fairline/planner/cost";
import { inOneLine } from "../inOneLine.ts";
import { limits } from "../limits.ts";
import { bars } from "./bars.ts";
import type { Paint } from "./paint.ts";
import { slotTable } from "./slots.ts";
import { table } from "./table.ts";
import { count, percent, rate, settingText, waitRange } from "./words.ts";

export interface StatusOptions {
  readonly paint: Paint;
  /** How many of the slots are listed. */
  readonly slotsMax: number;
}

/** Everything that is to be seen of a room, as the console shows it. */
export function status(view: LiveView, { paint, slotsMax }: StatusOptions): string {
  const facts = [...settingsOf(view), ...lineOf(view), ...ticksOf(view), costFact(view)];
  return [
    headOf(view, paint),
    ...warningsOf(view).map((warning) => paint("yellow", `! ${warningTexts[warning]}`)),
    "",
    table(
      facts.map(([name, value]) => [paint("dim", name), value]),
      "ll",
    ),
    ...(view.slots.length === 0 ? [] : ["", slotTable(view, slotsMax, paint)]),
  ].join("\n");
}

type Fact = readonly [name: string, value: string];

const colours = {
  open: "green",
  draining: "yellow",
  paused: "yellow",
  "paused, draining": "yellow",
  closed: "red",
} as const satisfies Record<RoomDoing, unknown>;

function headOf({ snapshot, run, version }: LiveView, paint: Paint): string {
  const { room, title } = snapshot;
  const doing = doingOf(snapshot);
  const shown = paint(colours[doing], doing);
  return `${paint("bold", room)}  ${shown}  ${inOneLine(title)}  ${paint("dim", `run ${run}, settings version ${version}`)}`;
}

function settingsOf({ snapshot }: LiveView): Fact[] {
  const { slots, slotSeconds, tickSeconds } = snapshot;
  return [
    [
      "X, Y, N",
      `${count(slots)} slots, ${duration(slotSeconds)} a visit, a tick every ${duration(tickSeconds)}`,
    ],
    ...announced(snapshot).map((value) => ["announced", value] as const),
  ];
}

/** A translation may stand where there is no announcement: whoever reads its language is shown it. */
function announced({ announcement, translations = {} }: LiveView["snapshot"]): string[] {
  const languages = languagesOf(translations);
  if (announcement === undefined)
    return languages.length === 0 ? [] : [`only in ${settingText("translations", translations)}`];
  return [`${inOneLine(announcement)}${languages.length === 0 ? "" : ` (and in ${languages.join(", ")})`}`];
}

function lineOf({ snapshot, totals, waits, noShowRate, lastWait, perMinute, samples }: LiveView): Fact[] {
  const ended = totals.completed + totals.expired + totals.left + totals.noshow;
  return [
    ["waiting", count(snapshot.waiting)],
    ["last wait", lastWait === undefined ? nobody(snapshot) : waitRange(lastWait)],
    ["active", `${count(snapshot.active)} of ${count(snapshot.slots)}`],
    ["next", nextOf(snapshot)],
    [
      "a minute",
      `${rate(perMinute.joined)} joined, ${rate(perMinute.admitted)} admitted, ${rate(perMinute.ended)} ended`,
    ],
    [
      "waited",
      waits === undefined
        ? "-"
        : `p50 ${duration(waits.p50Seconds)}, p95 ${duration(waits.p95Seconds)}, mean ${duration(waits.meanSeconds)}; of ${count(totals.admitted)} admitted`,
    ],
    [
      "outcomes",
      `${count(totals.completed)} completed, ${count(totals.expired)} expired, ${count(totals.left)} left ` +
        `(${count(totals.leftWaiting)} while waiting), ${count(totals.noshow)} no-show; of ${count(ended)}`,
    ],
    [
      "no-show",
      noShowRate === undefined ? "-" : `${percent(noShowRate)} of those who were called and are gone`,
    ],
    ...bars(samples, limits.barsMax),
  ];
}

/** Where there is no wait, nobody is called, or nobody is there to be. */
function nobody({ waiting }: LiveView["snapshot"]): string {
  return waiting === 0 ? "nobody waits" : "nobody is called";
}

function nextOf({ serving, issued }: LiveView["snapshot"]): string {
  return `${serving > issued ? "nobody" : `number ${count(serving)}`}, of ${count(issued)} given out`;
}

function ticksOf(view: LiveView): Fact[] {
  const { pushes, deadLetters } = view;
  const age = tickAgeSeconds(view);
  const budget = pushesAreAtBudget(view) ? ": those far back in line hear less often" : "";
  return [
    ["pushes", `${rate(pushes.perSecond)} a second, ${count(pushes.perSecondMax)} at most${budget}`],
    ["last tick", age === undefined ? "none yet" : `${duration(age)} ago`],
    ["dead letters", deadLetters === undefined ? "not known" : deadLetterText(deadLetters)],
  ];
}

function costFact(view: LiveView): Fact {
  const cost = costOf(view);
  return [
    "cost on AWS",
    `${dollarsSaid(cost.dollars)} in this run, ${dollarsSaid(cost.dollarsPerHour)} an hour at this pace (prices of ${cost.pricesKnownOn})`,
  ];
}

/** By queue: `Lobby 0, Turns 1, Ticks 0`. */
function deadLetterText(deadLetters: DeadLetters): string {
  return Object.entries(deadLetters)
    .map(([queue, letters]) => `${queue} ${count(letters)}`)
    .join(", ");
}
