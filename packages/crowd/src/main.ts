#!/usr/bin/env node
import { closeSync, fstatSync, openSync, writeFileSync } from "node:fs";
import { circulate, observeCrowd } from "./crowd.ts";
import { type CommandOptions, help, parseOptions } from "./options.ts";
import { progressView } from "./progress.ts";
import { asidesOf, reportOf } from "./report.ts";
import { CannotStart } from "./room.ts";
import { table, verdict } from "./table.ts";

const exit = { fine: 0, broken: 1, usage: 2, interrupted: 130 } as const;

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

async function sendOnce({ crowd, json, quiet }: CommandOptions): Promise<number> {
  const unwritable = json === undefined ? undefined : checkWritable(json);
  if (unwritable !== undefined) {
    console.error(unwritable);
    return exit.usage;
  }
  const view = quiet ? undefined : progressView(process.stderr, () => performance.now());
  const history = await observeCrowd(crowd, {
    signal: untilToldToStop(),
    onStart: ({ nonce }) => {
      if (!quiet)
        console.error(`${crowd.visitors} visitors to ${crowd.url}, seed ${crowd.seed}, nonce ${nonce}`);
    },
    onProgress: (progress) => view?.show(progress),
  });
  view?.end();
  const report = reportOf(history);
  if (!quiet) console.log(table(report, asidesOf(history)));
  else if (report.violations.length > 0) console.error(verdict(report, process.stderr));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  if (report.violations.length > 0) return exit.broken;
  return history.endedBy === "interruption" ? exit.interrupted : exit.fine;
}

/** Before the run and not after it, so that a report is not lost to a typing error. */
function checkWritable(file: string): string | undefined {
  try {
    closeSync(openSync(file, "a"));
    return undefined;
  } catch (error) {
    return `--json: cannot write ${JSON.stringify(file)} (${(error as NodeJS.ErrnoException).code})`;
  }
}

async function keepCirculating({ crowd, quiet }: CommandOptions): Promise<number> {
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
