import { nothingTold } from "../../src/course.ts";
import { type Claim, type Line, noStats, type Slot, type Stats, type Ticket } from "../../src/line.ts";
import { nothingSeen } from "../../src/paceMemory.ts";
import {
  type Deferral,
  noUsage,
  type Offer,
  type Sample,
  type SampleEach,
  type SiteCode,
  type TickMemory,
  type Usage,
} from "../../src/ports.ts";

/** Everything that is kept of one line. What is in a map is replaced, never changed: a read is a snapshot. */
export interface StoredLine {
  issued: number;
  /** It is over since then, and will be forgotten. */
  closedAtMs: number | undefined;
  stats: Stats;
  /** Nothing until the line is opened. */
  gate:
    | {
        serving: number;
        readonly claims: Map<number, Claim>;
        readonly recalled: Set<number>;
        /** Those of the recalled whom an operator called in. */
        readonly calledIn: Set<number>;
      }
    | undefined;
  tick: { dueSeconds: number; claimedAtMs: number | undefined; usage: Usage } & TickMemory;
  samples: Readonly<Record<SampleEach, readonly Sample[]>>;
  readonly keys: Map<string, number>;
  readonly tickets: Map<number, Ticket>;
  /** Since when. */
  readonly passedOver: Map<number, number>;
  readonly deferrals: Map<string, Deferral>;
  readonly offers: Map<string, Offer>;
  readonly codes: Map<string, SiteCode>;
  readonly slots: Map<number, Slot>;
  /** What was in each lane's slot last. */
  readonly emptied: Map<number, Slot>;
}

export type Lines = (line: Line) => StoredLine;

export function storedLines(): Lines {
  const lines = new Map<string, StoredLine>();
  return ({ room, run }) => {
    const name = `${room}.${run}`;
    const stored = lines.get(name) ?? emptyLine();
    lines.set(name, stored);
    return stored;
  };
}

function emptyLine(): StoredLine {
  return {
    issued: 0,
    closedAtMs: undefined,
    stats: noStats,
    gate: undefined,
    tick: {
      dueSeconds: 0,
      claimedAtMs: undefined,
      pace: nothingSeen,
      course: nothingTold,
      emptyLanes: [],
      usage: noUsage,
    },
    samples: { tick: [], minute: [] },
    keys: new Map(),
    tickets: new Map(),
    passedOver: new Map(),
    deferrals: new Map(),
    offers: new Map(),
    codes: new Map(),
    slots: new Map(),
    emptied: new Map(),
  };
}
