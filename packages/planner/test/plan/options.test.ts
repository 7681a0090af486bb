import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Files, fieldNames, readInputs } from "../../src/plan/fields.ts";
import { help, parseOptions } from "../../src/plan/options.ts";
import { plan } from "../../src/plan/plan.ts";
import { report } from "../../src/plan/report.ts";

const files: Files = {
  arrivals: () => ({
    kind: "trace",
    steps: [
      { fromMs: 0, forMs: 60_000, count: 30 },
      { fromMs: 60_000, forMs: 30_000, count: 11 },
    ],
  }),
  stays: (file) => ({ kind: "observed", valuesMs: [file.length] }),
};

test("an event is read, times as times and shapes as shapes", () => {
  const line =
    "--visitors 50000 --arrive ramp --over 10m --slots 500 --seconds 120 --dwell lognormal:45s,110s --patience exp:20m --target-wait 15m --json out.json";
  expect(parseOptions(line.split(" "), files)).toMatchObject({
    kind: "run",
    json: "out.json",
    inputs: {
      visitors: 50_000,
      arrive: { kind: "ramp" },
      overSeconds: 600,
      slots: 500,
      slotSeconds: 120,
      tickSeconds: 5,
      dwellMs: { kind: "lognormal", medianMs: 45_000, p90Ms: 110_000 },
      patienceMs: { kind: "exponential", meanMs: 1_200_000 },
      targetWaitSeconds: 900,
    },
  });
});

test("what is no shape is a file, which says how many come, and when", () => {
  expect(parseOptions(["--arrive", "last.csv", "--dwell", "stays.txt"], files)).toMatchObject({
    inputs: {
      visitors: 41,
      overSeconds: 90,
      arrive: { kind: "trace", steps: [{ count: 30 }, { count: 11 }] },
      dwellMs: { kind: "observed", valuesMs: [9] },
    },
  });
});

test("a file of arrivals is scaled to as many as are asked for, in the time that is asked for", () => {
  const args = ["--arrive", "last.csv", "--visitors", "1000", "--over", "10m"];
  expect(parseOptions(args, files)).toMatchObject({
    inputs: { visitors: 1000, overSeconds: 600, arrive: { steps: [{ count: 732 }, { count: 268 }] } },
  });
});

test.each([
  [["--slots", "5001"], '--slots: must be a whole number from 1 to 5000 (was "5001")'],
  [["--visitors", "2000001"], '--visitors: must be a whole number from 1 to 2000000 (was "2000001")'],
  [["--over", "25h"], '--over: must be a time from 0s to 24h, such as 90s or 10m (was "25h")'],
  [["--dwell", "exp:"], "--dwell: must be times of at most 43000s: MIN..MAX, the shorter first; exp:MEAN;"],
  [
    ["--dwell", "weibull:60s,0.0001"],
    "weibull:SCALE,SHAPE with a shape from 0.1 to 10; or the name of a file",
  ],
  [["--patience", "lognormal:9s,3s"], "lognormal:MEDIAN,P90, P90 not below MEDIAN;"],
  [["--target-wait", ""], '--target-wait: must be a time from 1s to 24h, such as 90s or 10m (was "")'],
  [["--visitors"], "--visitors: a value is missing: a whole number from 1 to 2000000"],
  [["--visitors", "5", "--visitors", "6"], "--visitors: given twice"],
  [["--json="], '--json: must be the name of a file (was "")'],
  [
    ["--region", "xx-nowhere-9"],
    '--region: must be a region of AWS, such as eu-central-1 (was "xx-nowhere-9")',
  ],
  [["--region", "us--1"], "--region: must be a region of AWS"],
  [["--abandon", "1.2"], '--abandon: must be a share from 0 to 1 (was "1.2")'],
  [["--region", "Mars"], "--region: must be a region of AWS"],
  [["--vistors", "3"], "--vistors: there is no such flag; see --help"],
  [["3"], '"3": every value needs its flag; see --help'],
])("%j is refused in one line with the flag, the value and what is allowed", (args, message) => {
  const parsed = parseOptions(args, files);
  expect(parsed).toMatchObject({ kind: "refused", message: expect.stringContaining(message) });
  expect(parsed.kind === "refused" && parsed.message).not.toContain("\n");
});

test("a page, which reads no files, is told of none", () => {
  const texts = { arrive: "x.csv", dwell: "soon" };
  const page = readInputs(texts);
  expect(JSON.stringify(page)).not.toContain("file");
  expect(page).toMatchObject({ refusals: { arrive: 'must be even, burst, ramp or poisson (was "x.csv")' } });
  expect(JSON.stringify(readInputs({ arrive: "soon" }, files))).toContain("or the name of a file");
});

test("the help names every flag that is read", () => {
  expect(fieldNames.length).toBeGreaterThan(15);
  for (const flag of [...fieldNames, "json", "help"])
    expect(help()).toMatch(new RegExp(`^ +--${flag}\\b`, "m"));
});

test("a push budget may be none, and npm run scale is told so", () => {
  const parsed = parseOptions(["--push-max", "none", "--visitors", "500"], files);
  if (parsed.kind !== "run") throw new Error(JSON.stringify(parsed));
  const planned = plan(parsed.inputs);
  expect(planned.scaleCommand).toContain("--push-max none");
  expect(planned.pushes.peakPerSecond).toBeGreaterThan(0);
  expect(report(parsed.inputs, planned)).toContain("Pushes (no budget for those in line");
});

const command = (main: string, args: string[], stdout: "pipe" | number = "pipe") =>
  spawnSync(process.execPath, [join(import.meta.dirname, "..", "..", "src", main), ...args], {
    encoding: "utf8",
    stdio: ["ignore", stdout, "pipe"],
  });

test.each(["plan/main.ts", "main.ts"])("of one there is one visitor, and one slot: %s", (main) => {
  expect(command(main, ["--visitors", "1", "--slots", "1"]).stdout).toMatch(/^1 visitor, 1 slot\b/);
});

test.runIf(existsSync("/dev/full"))("output that cannot be written is told in one line", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = command("plan/main.ts", ["--visitors", "9"], full);
  closeSync(full);
  expect(stderr).toBe("plan: cannot write to standard output (ENOSPC)\n");
  expect(status).toBe(1);
});

test("a plan takes a trace that is longer, and of more, than a crowd", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairline-plan-"));
  const file = join(folder, "sale.csv");
  writeFileSync(file, "0,15000\n3600,15000\n");
  const main = join(import.meta.dirname, "..", "..", "src", "plan", "main.ts");
  const { status, stdout } = spawnSync(process.execPath, [main, "--arrive", file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(/^30,000 visitors/);
  expect(status).toBe(0);
});
