import { readFileSync } from "node:fs";
import { CannotStart } from "../cannotStart.ts";
import { limits } from "../limits.ts";
import { countOf, lengthMs, scaledTo, type TraceStep } from "./arrivals.ts";
import { showDuration } from "./durations.ts";
import type { CrowdShape } from "./plan.ts";

export { CannotStart };

/** What the command line says by naming files. */
export interface ShapeFiles {
  readonly arrive?: string | undefined;
  readonly dwell?: string | undefined;
}

/** What the command line asks of the crowd beside a file of arrivals, which otherwise says it itself. */
export interface Asked {
  readonly keepsVisitors: boolean;
  readonly keepsOver: boolean;
}

/** What a file of arrivals may have. */
export interface TraceBounds {
  readonly visitorsMax: number;
  readonly overMsMax: number;
  readonly linesMax: number;
}

/**
 * The crowd as its files have it: a file of arrivals says how many come and when, as far as nothing else was asked for.
 * Throws CannotStart with flag, file, line and value.
 */
export function withFiles<Shape extends CrowdShape>(
  shape: Shape,
  { arrive, dwell }: ShapeFiles,
  { keepsVisitors, keepsOver }: Asked,
): Shape {
  const bounds: TraceBounds = {
    visitorsMax: keepsVisitors ? limits.traceVisitorsMax : limits.visitorsMax,
    overMsMax: keepsOver ? limits.traceMsMax : limits.overMsMax,
    linesMax: limits.traceLinesMax,
  };
  const trace =
    arrive === undefined ? undefined : readShapeFile("arrive", arrive, (text) => parseArrivals(text, bounds));
  const steps = trace && (keepsVisitors ? scaledTo(shape.visitors, trace) : trace);
  const valuesMs =
    dwell === undefined
      ? undefined
      : readShapeFile("dwell", dwell, (text) => parseTimes(text, limits.dwellMsMax));
  return {
    ...shape,
    ...(steps && { arrive: { kind: "trace" as const, steps }, visitors: countOf(steps) }),
    ...(steps && !keepsOver && { overMs: lengthMs(steps) }),
    ...(valuesMs && { dwellMs: { kind: "observed" as const, valuesMs } }),
  };
}

/** Reads one of them. Throws CannotStart. */
export function readShapeFile<Value>(flag: string, file: string, parse: (text: string) => Value): Value {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof BadTrace) throw new CannotStart(`--${flag}: ${file}${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CannotStart(`--${flag}: cannot read the file ${JSON.stringify(file)} (${code})`);
  }
}

/**
 * Arrivals: one a line, in seconds since the first moment; or `seconds,count`: so many came from then until the time of
 * the next line, and in the last line for as long as in the one before it. Empty lines and what follows a # are passed by.
 */
export function parseArrivals(text: string, { visitorsMax, overMsMax, linesMax }: TraceBounds): TraceStep[] {
  const rows = rowsOf(text, linesMax).map(({ line, value }) => {
    const [seconds = "", count, ...more] = value.split(",").map((part) => part.trim());
    const atMs = readSeconds(seconds, overMsMax);
    const visitors = count === undefined ? 1 : readCount(count, visitorsMax);
    if (atMs === undefined || visitors === undefined || more.length > 0) {
      const longest = overMsMax / 1000;
      throw new BadTrace(
        line,
        `must be seconds from 0 to ${longest}, or seconds,count with a whole count from 0 to ${visitorsMax}`,
        value,
      );
    }
    return { line, atMs, count: visitors, isSpread: count !== undefined };
  });
  const steps = rows.map(({ atMs, count, isSpread }, place): TraceStep => {
    const next = rows[place + 1];
    if (next !== undefined && next.atMs < atMs) {
      throw new BadTrace(next.line, "must not be before the line above it", `${next.atMs / 1000}`);
    }
    if (!isSpread) return { fromMs: atMs, forMs: 0, count };
    const before = rows[place - 1];
    const forMs = (next ?? { atMs: 2 * atMs - (before?.atMs ?? atMs - lastStepMs) }).atMs - atMs;
    return { fromMs: atMs, forMs, count };
  });
  const [visitors, took] = [countOf(steps), lengthMs(steps)];
  if (visitors < 1 || visitors > visitorsMax) {
    throw new BadTrace(undefined, `must bring from 1 to ${visitorsMax} visitors`, `${visitors}`);
  }
  if (took > overMsMax) {
    throw new BadTrace(undefined, `must take at most ${showDuration(overMsMax)}`, showDuration(took));
  }
  return steps;
}

/** Times, in seconds, one a line. */
export function parseTimes(text: string, longestMs: number): number[] {
  const times = rowsOf(text, limits.traceLinesMax).map(({ line, value }) => {
    const ms = readSeconds(value, longestMs);
    if (ms === undefined) throw new BadTrace(line, `must be seconds from 0 to ${longestMs / 1000}`, value);
    return ms;
  });
  if (times.length === 0) throw new BadTrace(undefined, "must have at least one time", "");
  return times;
}

/** A trace of one line that counts: so many within a second. */
const lastStepMs = 1000;

export class BadTrace extends Error {
  constructor(line: number | undefined, allowed: string, value: string) {
    super(`${line === undefined ? "" : `, line ${line}`}: ${allowed} (was ${JSON.stringify(value)})`);
  }
}

function rowsOf(text: string, linesMax: number): { line: number; value: string }[] {
  const lines = text.split("\n");
  if (lines.length > linesMax) {
    throw new BadTrace(undefined, `must have at most ${linesMax} lines`, `${lines.length}`);
  }
  return lines
    .map((whole, place) => ({ line: place + 1, value: (whole.split("#")[0] ?? "").trim() }))
    .filter(({ value }) => value !== "");
}

function readSeconds(text: string, longestMs: number): number | undefined {
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(text)) return undefined;
  const ms = Number(text) * 1000;
  return ms <= longestMs ? ms : undefined;
}

function readCount(text: string, visitorsMax: number): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= visitorsMax ? Number(text) : undefined;
}
