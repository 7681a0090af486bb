import { takesNewcomers } from "@fairline/core";
import type { LinkWatch } from "./link.ts";
import type { Failed, OwnTicket } from "./ownTicket.ts";
import { backoffMs, registeringPauseMs, snapshotPauseMs, ticketPauseMs } from "./polling.ts";
import type { Clock, Random } from "./ports.ts";
import type { RoomView } from "./roomView.ts";
import type { Self } from "./self.ts";

/** Those whose sockets end at once must not all ask at once. */
const firstSpreadMs = 1000;
/** The room counts reads as presence: they come a tenth sooner or later, and never all at the same time. */
const spread = 0.1;

/** Joins, and hears the news, by asking over HTTP: for as long as there is no socket. */
export interface Poller {
  start(): void;
  stop(): void;
  isOn(): boolean;
  /** Reads the own ticket at the next beat, unless it was read less than so long ago. */
  hurry(pauseMs?: number): void;
  beat(): void;
}

/** Both in steady time: a clock that is set back must not stop the asking. */
interface Reading {
  dueAtMs: number;
  askedAtMs: number;
  isUnderWay: boolean;
}

export function createPoller(
  self: Self,
  own: OwnTicket,
  room: RoomView,
  link: LinkWatch,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Poller {
  let round = 0;
  let isOn = false;
  let failures = 0;
  let looks = 0;
  let isShut = false;
  let ticket = reading();
  let snapshot = reading();

  function reading(): Reading {
    return {
      dueAtMs: clock.steadyMs() + random() * firstSpreadMs,
      askedAtMs: Number.NEGATIVE_INFINITY,
      isUnderWay: false,
    };
  }

  /** The room knows of this visitor. A snapshot alone says nothing of the own place. */
  function reached() {
    failures = 0;
    link.up();
    self.setState({ transport: "http" });
  }

  function failed({ retryAfterSeconds }: Failed): number {
    failures += 1;
    link.down();
    return backoffMs(failures, retryAfterSeconds, random(), self.getState().facts);
  }

  /** Reads when it is due, once at a time. `read` gives the pause until it is due again. */
  async function run(what: Reading, read: (isMine: () => boolean) => Promise<number>) {
    if (what.isUnderWay || clock.steadyMs() < what.dueAtMs) return;
    const mine = round;
    what.isUnderWay = true;
    what.askedAtMs = clock.steadyMs();
    what.dueAtMs = Number.POSITIVE_INFINITY;
    const pauseMs = await read(() => mine === round);
    what.isUnderWay = false;
    // Somebody may have been in a hurry meanwhile.
    what.dueAtMs = Math.min(what.dueAtMs, clock.steadyMs() + pauseMs);
  }

  async function join(isMine: () => boolean): Promise<number> {
    const joined = await own.join(self.key());
    if (!isMine()) return 0;
    switch (joined.kind) {
      case "joined":
        reached();
        self.keepResume(joined.resume);
        return registeringPauseMs(looks, random());
      case "unknown":
        self.goTo({ stage: "unknown" });
        return 0;
      case "failed":
        return failed(joined);
      default:
        return joined satisfies never;
    }
  }

  async function readTicket(resume: string, isMine: () => boolean): Promise<number> {
    const read = await own.read(resume);
    if (!isMine()) return 0;
    if (read.kind === "failed") return failed(read);
    reached();
    switch (read.kind) {
      case "ticket": {
        looks = 0;
        self.hear(read.ticket);
        const { visit, facts } = self.getState();
        const pauseMs = ticketPauseMs(visit, facts, clock.nowMs());
        return pauseMs * (1 - spread + 2 * spread * random());
      }
      case "none":
        looks += 1;
        // Over the socket a room that takes nobody in says so; over HTTP it knows of no place, and is asked twice, for a
        // join may have been under way.
        if (!isShut) self.keepResume(undefined);
        else if (looks > 1 && self.getState().visit.stage === "connecting") self.goTo({ stage: "closed" });
        return registeringPauseMs(looks, random());
      case "registering":
        looks += 1;
        return registeringPauseMs(looks, random());
      case "moved":
        self.goTo({ stage: "moved" });
        return 0;
      default:
        return read satisfies never;
    }
  }

  async function readSnapshot(isMine: () => boolean): Promise<number> {
    const seen = await room.look();
    if (!isMine()) return 0;
    if (seen.kind === "failed") return failed(seen);
    failures = 0;
    isShut = !takesNewcomers(seen);
    return snapshotPauseMs(seen.nextTickSeconds, random());
  }

  return {
    start() {
      if (isOn) return;
      isOn = true;
      failures = 0;
      looks = 0;
      ticket = reading();
      snapshot = reading();
    },
    stop() {
      isOn = false;
      round += 1;
    },
    isOn: () => isOn,
    hurry(pauseMs = 0) {
      if (clock.steadyMs() - ticket.askedAtMs >= pauseMs) ticket.dueAtMs = clock.steadyMs();
    },
    beat() {
      if (!isOn) return;
      void run(ticket, (isMine) => {
        const resume = self.resume();
        return resume === undefined ? join(isMine) : readTicket(resume, isMine);
      });
      void run(snapshot, readSnapshot);
    },
  };
}
