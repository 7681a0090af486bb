import { pushesPerTick } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { type Beside, beside, sumOf } from "./beside.ts";
import { type Bill, bill } from "./bill.ts";
import { type Event, lineOf } from "./event.ts";
import { handlerTime } from "./handlerTime.ts";
import { idleMonth } from "./idle.ts";
import { type Price, prices, pricesBeside } from "./prices.ts";
import { cadenceOf } from "./pushes.ts";
import { extensionDollars, gateUse } from "./siteGate.ts";
import { type StepName, steps } from "./steps.ts";
import { amount, markdownTable, money } from "./table.ts";
import { dollarsOf, type Units } from "./units.ts";

/** The event of docs/cost.md; the four sizes differ in visitors and slots. */
const usual = {
  arriveSeconds: 600,
  staySeconds: 60,
  handoverSeconds: 1,
  tickSeconds: 5,
  pushPerSecondMax: 5000,
  joinsPerBatch: 1,
  departuresPerBatch: 1,
};
export const sizes: readonly Event[] = [
  { ...usual, visitors: 1000, slots: 10 },
  { ...usual, visitors: 10_000, slots: 100 },
  { ...usual, visitors: 100_000, slots: 1000 },
  { ...usual, visitors: 1_000_000, slots: 5000 },
];

/** The tables of docs/cost.md, by the name of their place in it. A test holds the document against them. */
export function docTables(): Record<string, string> {
  const bills = sizes.map(bill);
  return {
    sizes: markdownTable(sizesRows(bills)),
    levers: markdownTable(leversRows()),
    cadences: markdownTable(cadenceRows()),
    gate: markdownTable(gateRows()),
    beside: markdownTable(besideRows()),
    steps: markdownTable(stepsRows()),
    prices: markdownTable(pricesRows()),
    idle: markdownTable(idleRows()),
  };
}

const head = ["", ...sizes.map(({ visitors }) => amount(visitors))];

function sizesRows(bills: readonly Bill[]): string[][] {
  const of = (name: string, cell: (one: Bill) => string) => [name, ...bills.map(cell)];
  const units = bills[0]?.lines ?? [];
  return [
    ["visitors", ...bills.map(({ event }) => amount(event.visitors))],
    of("slots, X", ({ event }) => amount(event.slots)),
    of("longest line", ({ line }) => amount(line.peakWaiting)),
    of("mean wait, minutes", ({ line }) => amount(line.waitSecondsMean / 60)),
    of("until the last one is done, hours", ({ line }) => amount(line.eventSeconds / 3600)),
    ...units.map(({ price, unit }) =>
      of(`${price.service}: ${price.unit}`, ({ lines }) =>
        money(lines.find((l) => l.unit === unit)?.dollars ?? 0),
      ),
    ),
    of("**together**", ({ dollars }) => `**${money(dollars)}**`),
    of("a thousand visitors", ({ dollars, event }) => money((dollars / event.visitors) * 1000)),
  ];
}

/** What a change is worth: the bill with it. */
const changes: readonly (readonly [string, (event: Event) => Event])[] = [
  ["as above", (event) => event],
  ["N = 10 s", (event) => ({ ...event, tickSeconds: 10 })],
  ["N = 2 s", (event) => ({ ...event, tickSeconds: 2 })],
  ["every tick to everybody, within the budget", (event) => ({ ...event, pushCadence: "every" })],
  ["push budget 1,000/s", (event) => ({ ...event, pushPerSecondMax: 1000 })],
  ["visits of 30 s: done early", (event) => ({ ...event, staySeconds: 30 })],
  ["half the slots", (event) => ({ ...event, slots: event.slots / 2 })],
  ["joins in batches of 10", (event) => ({ ...event, joinsPerBatch: 10 })],
];

function leversRows(): string[][] {
  const rows = changes.map(([name, change]) => [
    name,
    ...sizes.map((event) => money(bill(change(event)).dollars)),
  ]);
  // Beside the events, for it is no setting: what a fourth state would cost.
  const fourth = sizes.map((event) =>
    money(bill(event).dollars + event.visitors * (dollarsOf(steps.execution) / 3)),
  );
  return [head, ...rows, ["a fourth state transition a visit", ...fourth]];
}

/** Who hears how often: by distance as in the cloud, everybody within the budget, and everybody. */
const cadences: readonly (readonly [string, (event: Event) => Event])[] = [
  ["by distance", (event) => event],
  ["everybody, within the budget", (event) => ({ ...event, pushCadence: "every" })],
  [
    "everybody, without a budget",
    (event) => ({ ...event, pushCadence: "every", pushPerSecondMax: Number.POSITIVE_INFINITY }),
  ],
];

function cadenceRows(): string[][] {
  const million = (one: Bill) =>
    amount((one.lines.find(({ unit }) => unit === "socketMessages")?.amount ?? 0) / 1e6);
  const rows = (what: string, cell: (event: Event) => string) =>
    cadences.map(([name, of]) => [`${what}, ${name}`, ...sizes.map((event) => cell(of(event)))]);
  return [
    head,
    ...rows("million messages", (event) => million(bill(event))),
    ...rows("bill", (event) => money(bill(event).dollars)),
    ...rows("pushes a second at the peak", (event) => amount(peakPushes(event))),
  ];
}

function peakPushes(event: Event): number {
  const line = lineOf(event);
  return (pushesPerTick(line.peakWaiting, cadenceOf(event, line)) + event.slots) / event.tickSeconds;
}

/** How long visits last, in seconds. */
const stays = [60, 300, 1800];

function gateRows(): string[][] {
  const uses = stays.map(gateUse);
  return [
    ["visits of", ...stays.map((seconds) => `${amount(seconds)} s`)],
    ["renewals a visitor", ...uses.map(({ renewals }) => amount(renewals))],
    ["requests to the API a visitor", ...uses.map(({ requests }) => amount(requests))],
    ["a million visitors", ...uses.map(({ dollars }) => money(dollars * 1e6))],
    ["a million who get more time once, beside that", ...stays.map(() => money(extensionDollars() * 1e6))],
  ];
}

function besideRows(): string[][] {
  return [head, ...rowsOf(sizes.map(beside))];
}

/** A row for each thing that costs, a column for each case. */
function rowsOf(cases: readonly (readonly Beside[])[]): string[][] {
  const names = cases[0]?.map(({ what }) => what) ?? [];
  return names.map((name, row) => [name, ...cases.map((one) => money(one[row]?.dollars ?? 0))]);
}

function stepsRows(): string[][] {
  const columns = ["readUnits", "writeUnits", "socketMessages", "fifoRequests", "standardRequests"] as const;
  const cell = (units: Units, name: (typeof columns)[number]) => (units[name] ? amount(units[name]) : "");
  return [
    ["step", "reads", "writes", "messages", "SQS FIFO", "SQS standard", "Lambda ms", "MB", "$ a million"],
    ...(Object.entries(steps) as [StepName, Units][]).map(([name, units]) => [
      `\`${name}\``,
      ...columns.map((column) => cell(units, column)),
      ...lambdaCells(name),
      money(dollarsOf(units) * 1e6),
    ]),
  ];
}

/** How long the step's handler takes, and its memory. */
function lambdaCells(step: StepName): string[] {
  if (!(step in handlerTime)) return ["", ""];
  const { handler, ms } = handlerTime[step as keyof typeof handlerTime];
  return [amount(ms), amount(wiring.memoryMb[handler])];
}

function pricesRows(): string[][] {
  const all: Price[] = [...Object.values(prices), ...Object.values(pricesBeside)];
  return [
    ["service", "unit", "price", "known on", "page"],
    ...all.map(({ service, unit, dollars, per, page, knownOn }) => [
      service,
      per === 1 ? unit : `${amount(per)} ${unit}`,
      `$${dollars}`,
      knownOn,
      `[AWS](${page})`,
    ]),
  ];
}

function idleRows(): string[][] {
  const ticks = [2, 5, 10, 60];
  const months = ticks.map(idleMonth);
  return [
    ["N", ...ticks.map((seconds) => `${seconds} s`)],
    ...rowsOf(months),
    ["**together**", ...months.map((month) => `**${money(sumOf(month))}**`)],
  ];
}

/** docs/cost.md with its tables as they are computed now. */
export function withTables(text: string): string {
  return filled(text, docTables());
}

/** docs/load-testing.md with what a rehearsal costs: the second size of docs/cost.md. */
export function withRehearsal(text: string): string {
  const [, event] = sizes;
  if (event === undefined) throw new Error("There is no such size.");
  const { dollars } = bill(event);
  const everyTick = bill({ ...event, pushCadence: "every" }).dollars;
  return filled(text, {
    rehearsal: `${amount(event.visitors)} visitors with X = ${amount(event.slots)} are ${money(dollars)} ([cost.md](cost.md)), or ${money(everyTick)} where everybody hears every tick. The same crowd ten times a day is ${money(10 * dollars)}.`,
  });
}

/** The document with these in their places. Throws where one has none. */
export function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((document, [name, part]) => {
    const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(document)) throw new Error(`There is no place for "${name}".`);
    return document.replace(place, (_, before: string, after: string) => `${before}${part}\n${after}`);
  }, text);
}
