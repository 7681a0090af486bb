import { describe, expect, test } from "vitest";
import { help } from "../src/help.ts";
import { parseOptions } from "../src/options.ts";
import { parseDuration, parseDurationRange, showDuration } from "../src/shape/durations.ts";

const run = (line: string) => {
  const parsed = parseOptions(line === "" ? [] : line.split(" "));
  if (parsed.kind !== "run") throw new Error(JSON.stringify(parsed));
  return parsed.options;
};

const whole = "must be a whole number";

const dwell =
  "times from 0 to 43000s: MIN..MAX, the shorter first; exp:MEAN; lognormal:MEDIAN,P90, P90 not below MEDIAN; weibull:SCALE,SHAPE with a shape from 0.1 to 10; or the name of a file with an ending, such as times.txt";
const patience =
  "never, or times of at most 24h: MIN..MAX, the shorter first; exp:MEAN; lognormal:MEDIAN,P90, P90 not below MEDIAN; weibull:SCALE,SHAPE with a shape from 0.1 to 10";

// biome-ignore format: a table
const refusals: readonly [args: string, message: string][] = [
  ["--visitors 0",            `--visitors: ${whole} from 1 to 20000 (was "0")`],
  ["--visitors 20001",        `--visitors: ${whole} from 1 to 20000 (was "20001")`],
  ["--visitors 1.5",          `--visitors: ${whole} from 1 to 20000 (was "1.5")`],
  ["--visitors -5",           `--visitors: ${whole} from 1 to 20000 (was "-5")`],
  ["--visitors --over",       `--visitors: ${whole} from 1 to 20000 (was "--over")`],
  ["--visitors",              "--visitors: a value is missing: a whole number from 1 to 20000"],
  ["--over 3",                '--over: must be a time from 0 to 1h, such as 3s, 500ms or 2m (was "3")'],
  ["--over 2h",               '--over: must be a time from 0 to 1h, such as 3s, 500ms or 2m (was "2h")'],
  ["--abandon 1.1",           '--abandon: must be a share from 0 to 1 (was "1.1")'],
  ["--abandon 30%",           '--abandon: must be a share from 0 to 1 (was "30%")'],
  ["--finish-early -0.1",     '--finish-early: must be a share from 0 to 1 (was "-0.1")'],
  ["--dwell 2s..1s",          `--dwell: must be ${dwell} (was "2s..1s")`],
  ["--dwell exp:0",           `--dwell: must be ${dwell} (was "exp:0")`],
  ["--dwell lognormal:9s,3s", `--dwell: must be ${dwell} (was "lognormal:9s,3s")`],
  ["--patience weibull:9s,0", `--patience: must be ${patience} (was "weibull:9s,0")`],
  ["--patience exp:2s,3s",    `--patience: must be ${patience} (was "exp:2s,3s")`],
  ["--arrive bursts",         '--arrive: must be even, burst, ramp, poisson, or the name of a file with an ending, such as arrivals.csv (was "bursts")'],
  ["--flaky 2",               '--flaky: must be a share from 0 to 1 (was "2")'],
  ["--processes 65",          '--processes: must be auto, or a whole number from 1 to 64 (was "65")'],
  ["--html=",                 '--html: must be the name of a file (was "")'],
  ["--json out --html ./out", '--html: must be another file than that of --json (was "./out")'],
  ["--forever --html a.html", "--html: a crowd that stays --forever has no report and no end"],
  ["--forever --arrive ramp", "--arrive: not of a crowd that stays --forever"],
  ["--seed x",                `--seed: ${whole} from 0 to 4294967295 (was "x")`],
  ["--seed 4294967296",       `--seed: ${whole} from 0 to 4294967295 (was "4294967296")`],
  ["--timeout 10ms",          '--timeout: must be a time from 1s to 24h, such as 90s or 5m (was "10ms")'],
  ["--url localhost:3000",    '--url: must be an http:// or https:// address without query or fragment (was "localhost:3000")'],
  ["--url http://a/?b",       '--url: must be an http:// or https:// address without query or fragment (was "http://a/?b")'],
  ["--ws-url http://a",       '--ws-url: must be a ws:// or wss:// address (was "http://a")'],
  ["--room No",               '--room: must be 1 to 40 of a-z, 0-9 and -, neither beginning nor ending with - (was "No")'],
  ["--seed 1 --seed 1",       "--seed: given twice"],
  ["--quiet --quiet",         "--quiet: given twice"],
  ["--json=",                 '--json: must be the name of a file (was "")'],
  ["--forever --timeout 5s",  "--timeout: a crowd that stays --forever has no report and no end"],
  ["--quiet=yes",             '--quiet: takes no value (was "yes")'],
  ["--visitor 5",             "--visitor: there is no such flag; see --help"],
  ["-v",                      "-v: there is no such flag; see --help"],
  ["--__proto__ 5",           "--__proto__: there is no such flag; see --help"],
  ["200",                     '"200": every value needs its flag; see --help'],
];

describe("a bad command line is refused in one line that names flag, value and range", () => {
  test.each(refusals)("%s", (args, message) => {
    expect(parseOptions(args.split(" "))).toEqual({ kind: "refused", message });
  });
});

test("without flags the defaults of --help hold", () => {
  expect(run("")).toEqual({
    crowd: {
      url: "http://127.0.0.1:3000",
      room: "demo",
      visitors: 200,
      overMs: 3000,
      abandon: 0.3,
      finishEarly: 0.6,
      dwellMs: { min: 500, max: 2000 },
      confirmAfterMs: { min: 200, max: 2000 },
      miss: 0,
      seed: 1,
    },
    files: {},
    keepsVisitors: false,
    keepsOver: false,
    processes: undefined,
    json: undefined,
    html: undefined,
    forever: false,
    quiet: false,
  });
});

test("every flag arrives", () => {
  const line =
    "--url https://line.example.com/ --ws-url wss://ws.example.com/live --room a-1 --visitors 7 --over 0 --abandon 0 --finish-early 1 --dwell 20ms --confirm-after 1s..3s --miss 0.1 --seed 0 --timeout 2m --json out.json --quiet --html out.html --arrive ramp --patience exp:20s --flaky 0.2 --refresh .1 --processes 3";
  expect(run(line)).toEqual({
    crowd: {
      url: "https://line.example.com",
      wsUrl: "wss://ws.example.com/live",
      room: "a-1",
      visitors: 7,
      overMs: 0,
      abandon: 0,
      finishEarly: 1,
      dwellMs: { min: 20, max: 20 },
      confirmAfterMs: { min: 1000, max: 3000 },
      miss: 0.1,
      seed: 0,
      timeoutMs: 120_000,
      arrive: { kind: "ramp" },
      patienceMs: { kind: "exponential", meanMs: 20_000 },
      flaky: 0.2,
      refresh: 0.1,
    },
    files: {},
    keepsVisitors: true,
    keepsOver: true,
    processes: 3,
    html: "out.html",
    json: "out.json",
    forever: false,
    quiet: true,
  });
});

test("a crowd that stays takes its time unless it is told not to", () => {
  expect(run("--forever").crowd).toMatchObject({ overMs: 10_000, dwellMs: { min: 5000, max: 30_000 } });
  expect(run("--forever --dwell 1s..2s").crowd.dwellMs).toEqual({ min: 1000, max: 2000 });
});

// biome-ignore format: a table
test.each([
  ["20s..2m",            { min: 20_000, max: 120_000 }],
  ["exp:20s",            { kind: "exponential", meanMs: 20_000 }],
  ["lognormal:20s,1m",   { kind: "lognormal", medianMs: 20_000, p90Ms: 60_000 }],
  ["weibull:1m,1.5",     { kind: "weibull", scaleMs: 60_000, shape: 1.5 }],
])("the patience %j is read", (text, patienceMs) => {
  expect(run(`--patience ${text}`).crowd).toMatchObject({ patienceMs, abandon: 0 });
});

test("of a crowd with patience nobody gives up otherwise, unless that is asked for; never is for ever", () => {
  expect(run("--patience exp:9s --abandon 0.2").crowd.abandon).toBe(0.2);
  expect(run("--patience never").crowd).toMatchObject({ abandon: 0 });
  expect(run("--patience never").crowd.patienceMs).toBeUndefined();
});

test("what has an ending or a slash is a file", () => {
  expect(run("--arrive peak.csv --dwell ./times").files).toEqual({ arrive: "peak.csv", dwell: "./times" });
});

test("--help wins over everything else that is well-formed, and names every flag", () => {
  expect(parseOptions(["--visitors", "x", "-h"])).toEqual({ kind: "help" });
  for (const flag of [
    "url",
    "ws-url",
    "room",
    "visitors",
    "over",
    "abandon",
    "finish-early",
    "dwell",
    "seed",
    "arrive",
    "patience",
    "flaky",
    "refresh",
    "processes",
    "html",
  ]) {
    expect(help()).toContain(`--${flag} `);
  }
});

// biome-ignore format: a table
test.each([
  ["500ms",  500],       ["3s",   3000],      ["1.5s", 1500],      [".5s", 500],
  ["2m",     120_000],   ["1h",   3_600_000], ["0",    0],         ["0s",  0],
  ["3",      undefined], ["",     undefined], ["-1s",  undefined], ["1 s", undefined],
  ["1d",     undefined], ["1s2s", undefined], ["1e3s", undefined], ["Infinitys", undefined],
])("the duration %j is %j ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

// biome-ignore format: a table
test.each([
  ["0.5s..2s", { min: 500, max: 2000 }], ["1s",    { min: 1000, max: 1000 }], ["0..1m",      { min: 0, max: 60_000 }],
  ["2s..1s",   undefined],               ["1s..",  undefined],                ["..1s",       undefined],
  ["1s-2s",    undefined],               ["",      undefined],                ["1s..2s..3s", undefined],
])("the range %j is %j", (text, range) => {
  expect(parseDurationRange(text)).toEqual(range);
});

// biome-ignore format: a table
test.each([[0, "0ms"], [500, "500ms"], [1500, "1.5s"], [120_000, "2m"], [3_600_000, "1h"], [90_000, "90s"]])(
  "%j ms are shown as %s",
  (ms, text) => {
    expect(showDuration(ms)).toBe(text);
    expect(parseDuration(text)).toBe(ms);
  },
);

test("in --help a space stands between each value's name and what it is for", () => {
  expect(help()).toContain("--confirm-after MIN..MAX in a room");
  expect(help()).not.toMatch(/^ {2}--\S+ [A-Z.]+[a-z]/m);
});
