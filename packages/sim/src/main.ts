import { examine } from "./examine.ts";
import { type Faults, faultNames } from "./faults.ts";
import { help, type Options, parseOptions } from "./options.ts";
import { planOf } from "./plan.ts";
import { neverHappened, type RunResult, run } from "./run.ts";
import { breaksInvariant, invariantOf, shrink } from "./shrink.ts";
import { tellHistory, tellPlan } from "./story.ts";

// Whoever reads only the beginning has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const parsed = parseOptions(process.argv.slice(2));
switch (parsed.kind) {
  case "help":
    process.stdout.write(help);
    break;
  case "refused":
    process.stderr.write(`sim: ${parsed.message}\n`);
    process.exitCode = 2;
    break;
  case "run":
    process.exitCode = (await (parsed.options.seed === undefined ? many : one)(parsed.options)) ? 0 : 1;
    break;
  default:
    parsed satisfies never;
}

/** True: nothing broke, and nothing is missing. */
async function many({ firstSeed, seeds, faults, keepsGoing }: Options): Promise<boolean> {
  let nextLineMs = performance.now() + 2000;
  const startedMs = performance.now();
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const result = await run({
    signal: interrupted.signal,
    firstSeed,
    seeds,
    faults,
    stopsAtBreak: !keepsGoing,
    progress: (done) => {
      if (performance.now() < nextLineMs) return;
      nextLineMs = performance.now() + 5000;
      const rate = done / ((performance.now() - startedMs) / 1000);
      process.stderr.write(`${done} of ${seeds} schedules, ${rate.toFixed(0)} a second\n`);
    },
  });
  process.stdout.write(`${summary(result, firstSeed)}\n`);
  const missing = neverHappened(result, faults);
  if (result.broken.length > 0) {
    await explain(result, faults);
    return false;
  }
  if (interrupted.signal.aborted) {
    process.stdout.write(`\nNo invariant was broken; interrupted after ${result.schedules} of ${seeds}.\n`);
    return false;
  }
  if (missing.length > 0) {
    process.stdout.write(`\nThis proved nothing: there was no ${missing.join(", no ")}. Play more seeds.\n`);
    return false;
  }
  process.stdout.write("\nNo invariant was broken.\n");
  return true;
}

function summary({ schedules, events, seconds, counts }: RunResult, firstSeed: number): string {
  const rows = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
  const width = Math.max(...rows.map(([what]) => what.length)) + 2;
  return [
    `${schedules} schedules from seed ${firstSeed} on, ${events} events, ${seconds.toFixed(1)} s, ${(schedules / seconds).toFixed(0)} schedules a second`,
    "",
    ...rows.map(([what, count]) => `${what.padEnd(width)}${String(count).padStart(10)}`),
  ].join("\n");
}

async function explain({ broken }: RunResult, faults: Faults): Promise<void> {
  const [first] = broken;
  if (first === undefined) return;
  const write = (line: string) => process.stdout.write(`${line}\n`);
  write(
    `\nBroken in ${broken.length} of the schedules: seed ${broken
      .map(({ seed }) => seed)
      .slice(0, 10)
      .join(", ")}`,
  );
  write(`\nSeed ${first.seed}:`);
  for (const sentence of first.breaks.slice(0, 10)) write(`  ✗ ${sentence}`);
  const [sentence = ""] = first.breaks;
  const { plan, tries } = await shrink(planOf(first.seed, faults), breaksInvariant(invariantOf(sentence)));
  const again = await examine(plan);
  const [smallest = sentence] = again.breaks.filter((other) => invariantOf(other) === invariantOf(sentence));
  write(`\nThe smallest plan that ${tries} tries found:`);
  for (const line of tellPlan(plan)) write(`  ${line}`);
  write(`\n  ✗ ${smallest}\n`);
  if (again.simulated !== undefined)
    for (const line of tellHistory(again.simulated, smallest)) write(`  ${line}`);
  const on = faultNames.filter((name) => faults[name] > 0);
  const flags = on.length === faultNames.length ? "" : ` --faults ${on.length === 0 ? "none" : on.join(",")}`;
  write(`\nTo play it again: npm run sim -- --seed ${first.seed}${flags}`);
}

async function one({ seed = 0, faults }: Options): Promise<boolean> {
  const plan = planOf(seed, faults);
  const { simulated, breaks } = await examine(plan);
  const write = (line: string) => process.stdout.write(`${line}\n`);
  for (const line of tellPlan(plan)) write(line);
  if (simulated !== undefined)
    for (const line of tellHistory(simulated, everything(simulated), 5000)) write(line);
  for (const sentence of breaks) write(`✗ ${sentence}`);
  if (breaks.length === 0) write("No invariant was broken.");
  return breaks.length === 0;
}

/** A sentence that names every visitor, ticket and lane. */
function everything({ history }: { history: readonly { kind: string }[] }): string {
  const names = history.flatMap((entry) => [
    ...("visitor" in entry ? [String(entry.visitor)] : []),
    ...("number" in entry ? [`ticket ${entry.number}`] : []),
    ...("lane" in entry ? [`lane ${entry.lane}`] : []),
  ]);
  return [...new Set(names)].join(" ");
}
