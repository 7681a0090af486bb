import type { ServerMessage, TickMessage } from "@fairline/core";
import { onCrowdClock } from "./clock.ts";
import type { TickSeen } from "./history.ts";
import { limits } from "./limits.ts";
import { Thinned } from "./thinned.ts";

/** What the crowd hears of ticks: how late they arrive, and how far the line was. */
export class TickWatch {
  readonly #lagsMs = new Thinned<number>(limits.tickLagSamplesMax);
  readonly #byAt = new Map<string, Writable<TickSeen>>();

  get lags(): Pick<Thinned<number>, "kept" | "stride"> {
    return this.#lagsMs;
  }

  get seen(): TickSeen[] {
    return [...this.#byAt.values()].sort((a, b) => a.atMs - b.atMs);
  }

  /** How late it was, if it is a tick. */
  hear(message: ServerMessage, arrivedMs: number): number | undefined {
    if (message.type !== "tick") return undefined;
    const seen = this.#byAt.get(message.at) ?? this.#begin(message);
    const lagMs = arrivedMs - seen.atMs;
    seen.heard += 1;
    seen.lagSumMs += lagMs;
    seen.lagMaxMs = Math.max(seen.lagMaxMs, lagMs);
    this.#lagsMs.add(lagMs);
    return lagMs;
  }

  #begin({ at, serving, waiting }: TickMessage): Writable<TickSeen> {
    const atMs = onCrowdClock(at);
    const seen = { atMs, serving, waiting, heard: 0, lagSumMs: 0, lagMaxMs: Number.NEGATIVE_INFINITY };
    if (this.#byAt.size < limits.ticksSeenMax) this.#byAt.set(at, seen);
    return seen;
  }
}

type Writable<Type> = { -readonly [Field in keyof Type]: Type[Field] };
