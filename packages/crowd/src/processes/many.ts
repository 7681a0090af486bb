import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { CannotStart } from "../cannotStart.ts";
import type { Progress } from "../census.ts";
import { clockSetting, momentMs } from "../clock.ts";
import type { CrowdHooks, CrowdOptions } from "../crowd.ts";
import type { History } from "../history.ts";
import { RoomWatch } from "../room.ts";
import { joined, progressTogether } from "./joined.ts";
import type { FromShare, ToShare } from "./messages.ts";

/** A crowd of several processes tells less while it runs than one of a single one: what is heard stays where it is heard. */
export type ManyHooks = Pick<CrowdHooks, "onStart" | "onProgress" | "signal">;

/**
 * Sends a crowd from several processes; returns all that its visitors saw. A process that is lost ends the run, and the
 * history says what is missing. Throws CannotStart as `observeCrowd` does.
 */
export async function observeFromMany(
  options: CrowdOptions,
  processes: number,
  hooks: ManyHooks = {},
): Promise<History> {
  const nonce = options.nonce ?? randomUUID().slice(0, 8);
  const room = await RoomWatch.open(options.url, options.room);
  const startedMs = momentMs();
  const histories: History[] = [];
  const missing: string[] = [];
  const refused: string[] = [];
  const progresses = new Map<number, Progress>();
  const ready = new Set<number>();

  const shares = Array.from({ length: processes }, (_, index) => new ShareProcess(index));
  const stopAll = () => {
    for (const share of shares) share.tell({ kind: "stop" });
  };
  const hear = (share: ShareProcess, message: FromShare) => {
    switch (message.kind) {
      case "ready":
        ready.add(share.index);
        if (ready.size < processes) return;
        for (const one of shares) one.tell({ kind: "begin", atMs: momentMs() });
        return;
      case "started":
        if (share.index === 0) hooks.onStart?.({ nonce, timeoutMs: message.timeoutMs });
        return;
      case "progress":
        progresses.set(share.index, message.progress);
        hooks.onProgress?.(progressTogether([...progresses.values()], message.progress, options.visitors));
        return;
      case "history":
        share.isDone = true;
        histories.push(message.history);
        return;
      case "refused":
        share.isDone = true;
        refused.push(message.message);
        stopAll();
        return;
      default:
        message satisfies never;
    }
  };
  /** What is lost after that was not what ended the run. */
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = missing.length === 0;
    stopAll();
  };
  hooks.signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const ends = shares.map(async (share) => {
      share.process.on("message", (message: FromShare) => hear(share, message));
      share.tell({
        kind: "prepare",
        options: { ...options, nonce },
        index: share.index,
        of: processes,
        clock: clockSetting(),
      });
      const how = await share.ended;
      if (share.isDone) return;
      const visitors = Math.ceil((options.visitors - share.index) / processes);
      missing.push(
        `process ${share.index + 1} of ${processes} ended (${how}), and with it ${visitors} visitors`,
      );
      stopAll();
    });
    // It may have come while the room was asked for.
    if (hooks.signal?.aborted) interrupt();
    await Promise.all(ends);
  } finally {
    hooks.signal?.removeEventListener("abort", interrupt);
    for (const share of shares) share.process.kill("SIGKILL");
  }
  const [first] = refused;
  if (first !== undefined) throw new CannotStart(first);
  const { room: name, seed } = options;
  return joined(
    { room: name, seed, nonce, startedMs, endedMs: momentMs(), settings: room.settings, processes, missing },
    histories,
    isInterrupted,
  );
}

class ShareProcess {
  readonly index: number;
  readonly process: ChildProcess;
  /** How it ended. */
  readonly ended: Promise<string>;
  isDone = false;

  constructor(index: number) {
    this.index = index;
    this.process = fork(new URL("./shareMain.ts", import.meta.url), {
      execArgv: [],
      // A terminal's Ctrl-C reaches all of its processes, and these would not live to say goodbye: only the parent decides.
      detached: true,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.ended = new Promise((resolve) => {
      this.process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      this.process.once("error", (error) => resolve(error.message));
    });
  }

  tell(message: ToShare): void {
    // One that is just ending hears nothing more; that it has ended is told by `ended`.
    if (this.process.connected) this.process.send(message, () => {});
  }
}
