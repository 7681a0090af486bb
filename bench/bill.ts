import {
  dollarsOf,
  type Event,
  type FlagName,
  flagLines,
  lineOf,
  parseOptions,
  prices,
  type Units,
  unitNames,
  unitsOf,
} from "@fairline/planner";
import { unitsOfRun } from "@fairline/planner/cost";
import { local } from "../packages/local/src/limits.ts";
import { batchMean, stepsSeen, unitsSeen } from "./bill/count.ts";
import { run, runSecondsMax } from "./bill/run.ts";

/** Measured in the run, or this machine's own. */
const notAsked: readonly FlagName[] = ["handover", "batch", "push-max"];
const defaults = { visitors: 240, over: 2, slots: 24, stay: 3, tick: 2 } as const;
/** A planned unit may be so far off from the counted one. */
const toleranceMax = 0.15;
/** So few units say nothing about a share. */
const unitsMin = 200;

const help = `Counts what AWS would bill for a small event, and holds the planner against it, and what the console says of it.

npm run bench:bill -- [flags]

${flagLines(defaults, notAsked)}
  --help           this text

The hand-over, the batches and the push budget are those of this machine. At most ${runSecondsMax} s.
Exit code 0: the planner is right to ${toleranceMax * 100} %, in each unit of which ${unitsMin} were counted; 1: not so; 2: the flags are wrong.
`;

const parsed = parseOptions(process.argv.slice(2), defaults, notAsked);
switch (parsed.kind) {
  case "help":
    process.stdout.write(help);
    break;
  case "refused":
    process.stderr.write(`bench:bill: ${parsed.message}\n`);
    process.exitCode = 2;
    break;
  case "run":
    process.exitCode = await compare(parsed.event);
    break;
  default:
    parsed satisfies never;
}

async function compare(asked: Event): Promise<number> {
  const { eventSeconds } = lineOf(asked);
  if (eventSeconds > runSecondsMax) {
    process.stderr.write(`bench:bill: this takes ${Math.ceil(eventSeconds)} s; at most ${runSecondsMax} s\n`);
    return 2;
  }
  const { invocations, crowd, live } = await run(asked);
  const event: Event = {
    ...asked,
    handoverSeconds: (crowd.handoverMs.p50 ?? 0) / 1000,
    joinsPerBatch: batchMean(invocations, "join"),
    departuresPerBatch: batchMean(invocations, "disconnect"),
    pushPerSecondMax: local.pushesPerSecondMax,
    pushCadence: "every",
  };
  const { seconds, waitSecondsMean } = lineOf(event);
  write(
    `${event.visitors} visitors, ${crowd.completed} visits completed; hand-over ${event.handoverSeconds.toFixed(2)} s, ` +
      `${event.joinsPerBatch.toFixed(1)} joins a batch; by the planner a line of ${seconds.toFixed(0)} s, ` +
      `a mean wait of ${waitSecondsMean.toFixed(1)} s\n`,
  );
  row("step", "runs", "ms", "reads", "writes", "pushes", "bytes", "records");
  for (const one of stepsSeen(invocations)) {
    const { name, runs, msMedian, reads, writes, pushes, pushBytes, records } = one;
    row(
      name,
      `${runs}`,
      msMedian.toFixed(1),
      ...[reads, writes, pushes].map((n) => n.toFixed(2)),
      pushBytes.toFixed(0),
      records.toFixed(1),
    );
  }
  write("\nMilliseconds are medians of a run; reads, writes, pushes and records are a run's mean.\n");

  const seen = unitsSeen(invocations);
  const planned = unitsOf(event);
  let isRight = crowd.completed === event.visitors && crowd.violations.length === 0;
  if (!isRight) write(`The run itself is not right: ${JSON.stringify(crowd)}\n`);
  row("unit", "counted", "planned", "off by");
  for (const unit of unitNames.filter((name) => seen[name] !== undefined)) {
    const [counted, expected] = [seen[unit] ?? 0, planned[unit] ?? 0];
    const off = expected / counted - 1;
    const scale = unit === "gigabytesOut" ? 1e6 : 1;
    const remark = remarkOn(counted * scale, off);
    if (remark === "✗") isRight = false;
    const shown = unit === "gigabytesOut" ? "KB out" : `${prices[unit].unit}, ${prices[unit].service}`;
    row(
      shown,
      ...[counted, expected].map((n) => (n * scale).toFixed(0)),
      `${(off * 100).toFixed(1)} %`,
      ...(remark === "" ? [] : [`  ${remark}`]),
    );
  }
  const [spent, said] = [dollarsOfThose(seen, seen), dollarsOfThose(seen, unitsOfRun(live))];
  const off = said / spent - 1;
  if (Math.abs(off) > toleranceMax) isRight = false;
  write(
    `\nBy what the room has counted itself, all that costs $${said.toFixed(5)} instead of $${spent.toFixed(5)}: off by ${(off * 100).toFixed(1)} %.\n`,
  );
  write(isRight ? "\nThe planner holds." : "\nThe planner does not hold.");
  return isRight ? 0 : 1;
}

/** What is not seen here is left out of both: how long functions take, and how long connections last. */
function dollarsOfThose(seen: Units, units: Units): number {
  return dollarsOf(Object.fromEntries(Object.entries(units).filter(([name]) => name in seen)));
}

function remarkOn(counted: number, off: number): "" | "✗" | "too few to judge" {
  if (counted < unitsMin) return "too few to judge";
  return Math.abs(off) > toleranceMax ? "✗" : "";
}

function row(name: string, ...cells: readonly string[]): void {
  write(name.padEnd(44) + cells.map((cell) => cell.padStart(10)).join(""));
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
