import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { attacksIn, TestResults } from "./attacks.ts";
import { findOrInstallBrowser } from "./browser.ts";

/** `npm test`: every check, one after the other, and at the end the one line that counts them. */

interface Counted {
  readonly passed: number;
  readonly failed: number;
}

interface Step {
  readonly name: string;
  run(): Promise<Counted>;
}

// Every test of a process starts one: what Node makes of a file is kept for the next.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "..", "node_modules", ".cache", "node");

/** What mostly waits for the network is begun first, and looked at when it is needed. */
const platform = begin("node", ["packages/cloud/src/installMain.ts"]);

/** Long tests of what others cover, too, are left to `npm run test:unit` and `npm run test:e2e`. */
const quick = { FAIRLINE_QUICK: "true" };

const reports = mkdtempSync(join(tmpdir(), "fairline-test-"));
const unitReport = join(reports, "unit.json");
const browserReport = join(reports, "browser.json");

const UnitReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  testResults: TestResults,
});
const BrowserReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
  errors: z.array(z.unknown()),
});

const steps: readonly Step[] = [
  { name: "lint", run: () => check("biome", ["ci", "--error-on-warnings", "."]) },
  { name: "types: core", run: () => check("tsc", ["-p", "packages/core"]) },
  { name: "types: web", run: () => check("tsc", ["-p", "packages/web"]) },
  { name: "types: the rest", run: () => check("tsc", ["-p", "."]) },
  { name: "simulation", run: () => check("node", ["packages/sim/src/main.ts", "--seeds", "700"]) },
  { name: "mutants", run: () => check("node", ["packages/sim/src/mutantsMain.ts", "--quick"]) },
  { name: "cloud platform", run: async () => asOne(await platform()) },
  { name: "types: the stacks", run: () => check("tsc", ["-p", "stacks"]) },
  {
    name: "unit and integration",
    async run() {
      const ended = await execute(
        "vitest",
        ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
        quick,
      );
      const report = readReport(unitReport, UnitReport);
      if (report === undefined) return { passed: 0, failed: 1 };
      console.log(["\nAttacks on the gate:", ...attacksIn(report.testResults)].join("\n"));
      const failed = report.numFailedTests || report.numFailedTestSuites;
      // A file that could not even be loaded has no tests to count.
      return { passed: report.numPassedTests, failed: ended ? failed : Math.max(1, failed) };
    },
  },
  { name: "web client", run: () => check("vite", ["build", "packages/web", "--logLevel", "warn"]) },
  {
    name: "end to end",
    async run() {
      const browser = findOrInstallBrowser((line) => console.log(line));
      console.log(`Browser: ${browser}`);
      const env = {
        FAIRLINE_CHROMIUM: browser,
        ...quick,
        PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport,
      };
      const ended = await execute("playwright", ["test", "-c", "e2e", "--reporter=list,json"], env);
      const report = readReport(browserReport, BrowserReport);
      if (report === undefined) return { passed: 0, failed: 1 };
      const { expected, unexpected, flaky } = report.stats;
      // A flaky test is a bug: it counts as failed.
      const failed = unexpected + flaky + report.errors.length;
      return { passed: expected, failed: ended ? failed : Math.max(1, failed) };
    },
  },
];

async function main(): Promise<void> {
  const total = { passed: 0, failed: 0 };
  for (const step of steps) {
    const startedMs = performance.now();
    console.log(`\n── ${step.name}`);
    const counted = await step.run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    total.passed += counted.passed;
    total.failed += counted.failed;
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`── ${step.name}: ${counted.failed === 0 ? "ok" : "FAILED"} in ${seconds} s`);
  }
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

/** A step that is one check. */
async function check(command: string, args: readonly string[]): Promise<Counted> {
  return asOne(await execute(command, args));
}

function asOne(succeeded: boolean): Counted {
  return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Starts a command now. What it says is kept until somebody asks how it ended. */
function begin(command: string, args: readonly string[]): () => Promise<boolean> {
  const said: Buffer[] = [];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = endOf(child);
  // Whoever asks hears of it; until then it is nobody's failure.
  ended.catch(() => {});
  return () => ended.finally(() => process.stdout.write(Buffer.concat(said)));
}

/** Runs a command of a package; npm has put their folder first in PATH. True: it ended with 0. */
function execute(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<boolean> {
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  return endOf(child);
}

/** True: it ended with 0. */
function endOf(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0));
  });
}

function readReport<S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    console.error(`There is no report to count: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

await main();
