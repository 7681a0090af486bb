import { LiveView } from "@fairline/core";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { bars } from "../src/show/bars.ts";
import { logTable } from "../src/show/log.ts";
import type { Paint } from "../src/show/paint.ts";
import { status } from "../src/show/status.ts";
import { table } from "../src/show/table.ts";
import { ticketText } from "../src/show/ticket.ts";
import { command, Paper } from "./commandLine.ts";

const plain: Paint = (_, text) => text;
const atMs = Date.parse("2026-11-21T18:00:00Z");
const at = (seconds: number) => new Date(atMs + seconds * 1000).toISOString();

const slot = (lane: number) => ({
  lane,
  number: lane + 1,
  since: at(-12),
  expiresAt: at(48),
  away: lane === 1,
  called: lane === 2,
  extendedSeconds: 0,
});

function viewOf(over: Partial<Record<keyof LiveView, unknown>> = {}): LiveView {
  const settings = { slots: 20, slotSeconds: 60, tickSeconds: 2, graceSeconds: 15, holdSeconds: 120 };
  const figures = { serving: 1, issued: 3, waiting: 1234, active: 3, paceSeconds: 1, paceSecondsP90: 2 };
  return LiveView.parse({
    snapshot: {
      type: "tick",
      room: "demo",
      title: "Tickets",
      state: "open",
      nextTickSeconds: 2,
      at: at(0),
      ...figures,
      ...settings,
    },
    run: 1,
    version: 14,
    configured: settings,
    totals: { issued: 3, admitted: 0, completed: 0, expired: 0, left: 0, noshow: 0, leftWaiting: 0 },
    perMinute: { joined: 0, admitted: 0, ended: 0 },
    pushes: { perSecond: 412, perSecondMax: 5000 },
    usage: { ticks: 0, pushes: 0, connectionMinutes: 0 },
    deadLetters: { Lobby: 0, Turns: 0, Ticks: 0 },
    slots: [0, 1, 2].map(slot),
    samples: [],
    lastTickAt: at(-1),
    ...over,
  });
}

const text = (view: LiveView, slotsMax = 10) => status(view, { paint: plain, slotsMax });

describe("status", () => {
  test("tells figures with their units, and - where there is nothing to tell yet", () => {
    const lines = text(viewOf({ waits: { meanSeconds: 100, p50Seconds: 90, p95Seconds: 754 } })).split("\n");
    for (const line of [
      "waiting       1,234",
      "waited        p50 1 min 30 s, p95 12 min 34 s, mean 1 min 40 s; of 0 admitted",
      "last wait     nobody is called",
      "next          number 1, of 3 given out",
      "last tick     1 s ago",
    ])
      expect(lines).toContain(line);
    expect(text(viewOf())).toMatch(/^waited +-$/m);
  });

  test("shows translations of an announcement that there is none of, too", () => {
    const { snapshot } = viewOf();
    const translations = { de: "Hallo\nda", ko: "안녕" };
    expect(text(viewOf({ snapshot: { ...snapshot, translations } }))).toMatch(
      /^announced +only in de: Hallo da; ko: 안녕$/m,
    );
    expect(text(viewOf())).not.toContain("announced");
  });

  test("names nobody as next, and nobody as the last in line, where nobody waits", () => {
    const { snapshot } = viewOf();
    const empty = { ...snapshot, waiting: 0, serving: 4, issued: 3, draining: true };
    const lines = text(viewOf({ snapshot: empty })).split("\n");
    for (const line of ["next          nobody, of 3 given out", "last wait     nobody waits"])
      expect(lines).toContain(line);
  });

  test("shows each slot with its time, and who is away or has yet to answer", () => {
    expect(text(viewOf()).split("\n").slice(-4)).toEqual([
      "lane  number   for  left",
      "   0       1  12 s  48 s",
      "   1       2  12 s  48 s  away",
      "   2       3  12 s  48 s  has yet to say “I'm here”",
    ]);
  });

  test("tells of a slot how much time the site has given", () => {
    const slots = [{ ...slot(0), extendedSeconds: 90 }];
    expect(text(viewOf({ slots })).split("\n").at(-1)).toBe(
      "   0       1  12 s  48 s  1 min 30 s more, given by the site",
    );
  });

  test("of many slots shows the first, and says how many more there are", () => {
    const slots = Array.from({ length: 5000 }, (_, lane) => slot(lane));
    expect(text(viewOf({ slots }), 10).split("\n").slice(-2)).toEqual([
      "   9      10  12 s  48 s",
      "and 4,990 more (--slots lists all)",
    ]);
    expect(text(viewOf({ slots }), Number.POSITIVE_INFINITY)).not.toContain("more (");
  });

  // biome-ignore format: a table
  test.each<[string, Parameters<typeof viewOf>[0], RegExp | undefined]>([
    ["all is well",             {},                                                     undefined],
    ["a tick is a little late", { lastTickAt: at(-7) },                                 undefined],
    ["ticks fail to come",      { lastTickAt: at(-8) },                                 /^! Ticks fail to come: .*^last tick +8 s ago$/ms],
    ["a letter is dead",        { deadLetters: { Lobby: 0, Turns: 2, Ticks: 0 } },      /^! There are dead letters.*^dead letters .*Turns 2/ms],
    ["the budget is used up",   { pushes: { perSecond: 4750, perSecondMax: 5000 } },    undefined],
  ])("where %s it warns accordingly", (_, over, warning) => {
    const shown = text(viewOf(over));
    if (warning === undefined) expect(shown).not.toMatch(/^!/m);
    else expect(shown).toMatch(warning);
  });
});

test("where pushes are at their budget the figure says who hears less often: nothing is wrong", () => {
  expect(text(viewOf({ pushes: { perSecond: 4750, perSecondMax: 5000 } }))).toMatch(
    /^pushes +4,750 a second, 5,000 at most: those far back in line hear less often$/m,
  );
});

test("columns are aligned by what a terminal shows, whatever letters and colours they have", () => {
  const rows = [
    ["지호", "x", "1"],
    ["\u001b[2mJin\u001b[22m", "yy", "1000"],
  ];
  const lines = table(rows, "llr").split("\n");
  expect(lines.map((line) => stringWidth(line))).toEqual([14, 14]);
  expect(lines[0]).toBe("지호  x      1");
});

test("the log has one line for each entry, and an id for what can be undone alone", () => {
  const entry = { at: at(0), who: "Jin", changes: [] };
  const lines = logTable(
    [
      { ...entry, id: "b-2", what: "announced “one\ntwo”", undoable: true },
      { ...entry, id: "a-1", what: "reset the room: run 2 begins", undoable: false },
    ],
    false,
    plain,
  ).split("\n");
  expect(lines).toHaveLength(3);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  expect(lines[0]).toMatch(/^when \(\S+\) +who +undo +what$/);
  expect(lines[0]).toContain(`when (${timeZone})`);
  expect(lines[1]).toMatch(/Jin +b-2 +announced “one two”$/);
  expect(lines[2]).toMatch(/Jin +- +reset the room: run 2 begins$/);
});

test("bars rise with the line, and there are none of a single moment", () => {
  const sample = (seconds: number, waiting: number) => ({
    ...{ at: at(seconds), waiting, active: 0, slots: 3, serving: 1, issued: 1 },
    ...{ admitted: 0, ended: 0, pushes: 0, lastWaitSeconds: 0 },
  });
  expect(bars([sample(0, 0)], 60)).toEqual([]);
  expect(bars([sample(0, 0), sample(60, 50), sample(120, 100)], 60)).toEqual([
    ["in 2 min", "▁▅█  100 waiting at most"],
    ["", "▁▁▁  0 active at most"],
  ]);
  expect(bars([sample(0, 9), sample(60, 1), sample(120, 1)], 2)[0]).toEqual([
    "in 1 min",
    "██  1 waiting at most",
  ]);
});

test("help has no colours, on a terminal neither", async () => {
  const out = new Paper(true);
  await command(["--help"], { out });
  expect(out.text).not.toContain("\u001b");
});

test("a ticket of whoever is called says that there is no answer yet", () => {
  const at = "2026-05-04T08:50:00.000Z";
  const ticket = { number: 7, status: "called", present: true, joinedAt: at, calledIn: false } as const;
  expect(ticketText(ticket, plain)).toMatch(/^status +is called, has not answered yet$/m);
});

test.each([
  ["waiting", true],
  ["called", true],
  ["admitted", true],
  ["completed", false],
  ["noshow", false],
] as const)(
  "of a place that is %s, whether its visitor is there and until when is told: %s",
  (status, isTold) => {
    const ticket = { number: 5, status, present: true, calledIn: false, joinedAt: at(0), expiresAt: at(60) };
    expect(/^present .*\n[\s\S]*^until /m.test(ticketText(ticket, plain))).toBe(isTold);
  },
);
