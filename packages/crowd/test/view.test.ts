import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, test } from "vitest";
import { Census, type Progress } from "../src/census.ts";
import { momentMs } from "../src/clock.ts";
import type { History, VisitorEvent } from "../src/history.ts";
import { selection } from "../src/html/chart.ts";
import { chartsOf } from "../src/html/charts.ts";
import { courseOf } from "../src/html/course.ts";
import { page } from "../src/html/page.ts";
import { line, panel } from "../src/panel/panel.ts";
import { sparkline } from "../src/panel/sparkline.ts";
import { Trend } from "../src/panel/trend.ts";
import { reportOf } from "../src/report.ts";
import { tell } from "../src/story.ts";
import type { Visitor } from "../src/visitor.ts";

const progress = (more: Partial<Progress> = {}): Progress => ({
  visitors: 1200,
  arrived: 700,
  joining: 20,
  waiting: 500,
  visiting: 50,
  gone: 30,
  done: 150,
  tickets: 680,
  admitted: 170,
  waitsMs: [],
  tickLag: { heard: 0, sumMs: 0, maxMs: 0 },
  ...more,
});

describe("the live view", () => {
  test("tells who is where, and what happened in the last second", () => {
    const trend = new Trend(0, 40);
    trend.take(progress({ tickets: 380, admitted: 100, waitsMs: [4000, 6000] }), 1000);
    trend.take(progress({ waitsMs: [9000], tickLag: { heard: 2, sumMs: 30, maxMs: 20 } }), 2000);
    const text = plain(panel(progress(), trend, "room demo", 2));
    expect(text).toContain("150 of 1,200 done");
    expect(text).toMatch(/on the way +520/);
    expect(text).toMatch(/waiting +480 +██/);
    expect(text).toMatch(/joins +300 a second +█▇/);
    expect(text).toMatch(/admissions +70 a second +█▆/);
    expect(text).toMatch(/waited +6\.0 s \(p50\)/);
    expect(text).toMatch(/tick lag +15 ms/);
  });

  test("counts nobody as inside whose time is up, though the end is not heard yet", () => {
    const census = new Census(2);
    const enter = (expiresAtMs: number) => {
      const state = { at: "visiting", number: 1, lane: 0, pass: "p", expiresAtMs, sinceMs: 0 } as const;
      census.move({ state, events: [] } as unknown as Visitor, state, { at: "waiting", number: 1 });
    };
    enter(momentMs() - 1);
    enter(momentMs() + 60_000);
    expect(census.tell()).toMatchObject({ admitted: 2, visiting: 1 });
  });

  test("is one line where no terminal is", () => {
    expect(line(progress(), new Trend(0, 40))).toBe(
      "700 of 1200 came, 500 waiting, 50 inside, 30 gave up, 150 done",
    );
  });

  // biome-ignore format: a table
  test.each([
    [[],              ""],
    [[0, 0],          "▁▁"],
    [[0, 1, 2, 4, 8], "▁▂▃▅█"],
    [[-5, 7],         "▁█"],
  ])("%j is drawn as %s", (values, bars) => {
    expect(sparkline(values)).toBe(bars);
  });
});

const visitor = (number: number, turnMs: number): VisitorEvent[] => [
  { what: "join", atMs: 0 },
  { what: "ticket", atMs: 0, number },
  { what: "turn", atMs: turnMs, number, lane: 0, expiresAtMs: turnMs + 10_000 },
  { what: "ask", atMs: turnMs + 1000, ask: "reservation" },
  { what: "answer", atMs: turnMs + 1000, askedMs: turnMs + 1000, ask: "reservation", status: 201 },
  { what: "end", atMs: turnMs + 1000, number, outcome: "completed" },
];

const history = (more: Partial<History> = {}): History => ({
  room: "demo",
  seed: 42,
  nonce: "n",
  startedMs: 0,
  endedMs: 4000,
  endedBy: "everybody done",
  settings: [{ atMs: 0, slots: 1, slotSeconds: 10, tickSeconds: 1, state: "open" }],
  visitors: [visitor(1, 1000), visitor(2, 3000)].map((events, place) => ({ visitor: place, events })),
  tickLagsMs: [5],
  keptOneIn: { tickLags: 1, places: 1 },
  ticks: [{ atMs: 1000, serving: 1, waiting: 2, heard: 2, lagSumMs: 8, lagMaxMs: 5 }],
  places: [{ atMs: 1500, number: 2, place: 2 }],
  processes: 1,
  missing: [],
  unreadable: [],
  ...more,
});

describe("the charts of a run", () => {
  test("average who waited and who was inside over each stretch", () => {
    const seen = history();
    const course = courseOf(seen, tell(seen), 4);
    expect(course.map(({ waiting }) => waiting)).toEqual([2, 1, 1, 0]);
    expect(course.map(({ inside }) => inside)).toEqual([0, 1, 0, 1]);
    expect(course.map(({ utilisation }) => utilisation)).toEqual([0, 1, 0, undefined]);
  });

  test("lose nothing of the run to rounding, however long its stretches are", () => {
    const seen = history({ startedMs: 0.1, endedMs: 4000.7 });
    const course = courseOf(seen, tell(seen), 120);
    const insideMs = course.reduce((sum, { inside }) => sum + inside * ((4000.7 - 0.1) / 120), 0);
    expect(insideMs).toBeCloseTo(2000, 3);
  });

  test("have a sentence each that says what to look for, and leave out what there was nothing of", () => {
    const charts = chartsOf(history());
    expect(charts.length).toBeGreaterThan(6);
    for (const { look, xs, series } of charts) {
      expect(look).toMatch(/^[A-Z].+\.$/);
      expect(xs).toEqual(xs.toSorted((a, b) => a - b));
      for (const { ys } of series) expect(ys).toHaveLength(xs.length);
    }
    expect(charts.map(({ title }) => title)).not.toContain("The first wait that was told, and the real one");
    expect(chartsOf(history({ visitors: [], ticks: [], places: [] })).map(({ title }) => title)).toEqual([
      "The line",
    ]);
  });

  test("make no point of a second in which only a few pages were looked at", () => {
    const looks = (atMs: number, count: number) =>
      Array.from({ length: count }, () => ({ atMs, number: 2, place: 9 }));
    const charts = chartsOf(history({ places: [...looks(1500, 10), ...looks(3500, 9)] }));
    const course = charts.find(({ title }) => title === "How far off places were, in the course of the run");
    expect(new Set(course?.xs)).toEqual(new Set([2]));
  });

  test("draw an even selection of very many points, with the last one", () => {
    const points = Array.from({ length: 1001 }, (_, place) => place);
    const drawn = selection(points, 100);
    expect(drawn).toHaveLength(100);
    expect(drawn.at(-1)).toBe(1000);
  });
});

describe("the page of a run", () => {
  const seen = history();
  const made = { command: "npm run crowd -- --room demo", at: new Date("2026-11-21T18:00:00Z") };

  test("loads nothing from anywhere, and says what made it", () => {
    const html = page(seen, reportOf(seen), made);
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]*\s(src|href)=/);
    expect(html).not.toMatch(/url\(|@import/);
    expect(html).toContain("<code>npm run crowd -- --room demo</code>");
    expect(html).toContain("No invariant was seen broken.");
    expect(html).toContain("seed, 42,");
  });

  test("tells what was broken and who is missing, and runs nothing that a server or a shell put in", () => {
    const evil = "</script><script>alert(1)</script>";
    const report = { ...reportOf(seen), violations: [evil], missing: [evil], room: evil };
    const html = page(seen, report, { ...made, command: evil });
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("<li>&lt;/script&gt;");
    expect(html).toContain("A part of the crowd is missing: &lt;/script&gt;");
  });
});
