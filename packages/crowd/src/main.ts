#!/usr/bin/env node
import { fstatSync, writeFileSync } from "node:fs";
import { CannotStart } from "./cannotStart.ts";
import { commandLine } from "./commandLine.ts";
import { type CrowdOptions, circulate, observeCrowd } from "./crowd.ts";
import { help } from "./help.ts";
import type { History } from "./history.ts";
import { page } from "./html/page.ts";
import { type CommandOptions, parseOptions } from "./options.ts";
import { liveView } from "./panel/view.ts";
import { checkRoomFor, processesFor, thisMachine } from "./processes/howMany.ts";
import { type ManyHooks, observeFromMany } from "./processes/many.ts";
import { asidesOf, type Report, reportOf } from "./report.ts";
import { withFiles } from "./shape/files.ts";
import { table, verdict } from "./table.ts";
import { whyNotWritable } from "./writable.ts";

const exit = { fine: 0, broken: 1, usage: 2, partly: 3, interrupted: 130 } as const;

async function main(): Promise<number> {
  const parsed = parseOptions(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(help());
      return exit.fine;
    case "refused":
      console.error(parsed.message);
      return exit.usage;
    case "run":
      return parsed.options.forever ? keepCirculating(parsed.options) : sendOnce(parsed.options);
    default:
      return parsed satisfies never;
  }
}

async function sendOnce(options: CommandOptions): Promise<number> {
  const { json, html, quiet } = options;
  for (const [flag, file] of [
    ["json", json],
    ["html", html],
  ] as const) {
    const unwritable = file === undefined ? undefined : whyNotWritable(flag, file);
    if (unwritable === undefined) continue;
    console.error(unwritable);
    return exit.usage;
  }
  const crowd = withFiles(options.crowd, options.files, options);
  const processes = options.processes ?? processesFor(crowd.visitors);
  checkRoomFor(
    { visitors: crowd.visitors, host: new URL(crowd.wsUrl ?? crowd.url).hostname, processes },
    thisMachine(),
  );
  const view = quiet ? undefined : liveView(process.stderr, crowd);
  const history = await observe(crowd, processes, {
    signal: untilToldToStop(),
    onStart: ({ nonce }) => view?.begin(nonce, processes),
    onProgress: (progress) => view?.show(progress),
  }).finally(() => view?.end());
  const report = reportOf(history);
  if (!quiet) console.log(table(report, asidesOf(history)));
  else if (isBad(report)) console.error(verdict(report, process.stderr));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  if (html !== undefined)
    writeFileSync(
      html,
      page(history, report, { command: commandLine(process.argv.slice(2)), at: new Date() }),
    );
  return exitCodeOf(history, report);
}

function observe(crowd: CrowdOptions, processes: number, hooks: ManyHooks): Promise<History> {
  return processes === 1 ? observeCrowd(crowd, hooks) : observeFromMany(crowd, processes, hooks);
}

function exitCodeOf({ endedBy }: History, { violations, missing }: Report): number {
  if (violations.length > 0) return exit.broken;
  if (endedBy === "interruption") return exit.interrupted;
  return missing.length > 0 ? exit.partly : exit.fine;
}

function isBad({ violations, missing }: Report): boolean {
  return violations.length > 0 || missing.length > 0;
}

async function keepCirculating(options: CommandOptions): Promise<number> {
  const { quiet } = options;
  const crowd = withFiles(options.crowd, options.files, options);
  const signal = untilToldToStop();
  stopWithParent(() => process.emit("SIGTERM"));
  await circulate(crowd, {
    signal,
    onStart: ({ nonce }) => {
      if (!quiet) console.error(`${crowd.visitors} visitors keep coming to ${crowd.url}, nonce ${nonce}`);
    },
  }).finally(letGoOfParent);
  return exit.fine;
}

/** The first signal lets the visitors say goodbye, the second one ends the process. */
function untilToldToStop(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => stop.abort());
  }
  return stop.signal;
}

/**
 * Whoever started a crowd that stays for ever takes it along when going: the IPC channel closes, or the pipe that
 * is its stdin. A terminal and /dev/null say nothing about a parent.
 */
function stopWithParent(stop: () => void): void {
  process.once("disconnect", stop);
  if (!isPipe(0)) return;
  process.stdin.once("end", stop).once("close", stop).once("error", stop).resume();
}

/** Neither the pipe nor the channel may hold a process that is done. */
function letGoOfParent(): void {
  if (isPipe(0)) process.stdin.destroy();
  if (process.connected) process.disconnect();
}

function isPipe(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}

main()
  .catch((error: unknown) => {
    if (!(error instanceof CannotStart)) throw error;
    console.error(error.message);
    return exit.usage;
  })
  .then((code) => {
    process.exitCode = code;
  });
