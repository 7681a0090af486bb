import { type ShownWait, steady } from "@fairline/client/estimate";
import {
  nothingSeen,
  type PaceMemory,
  pace,
  position,
  type WaitRange,
  waitRange,
  withSample,
} from "@fairline/core";
import type { Chance } from "@fairline/crowd";
import { arrivalSeconds, crowdSeconds, handoverSeconds, type Scenario } from "./scenarios.ts";

/** A range that a visitor was told, and the real wait from that moment. */
export interface Told {
  readonly range: WaitRange;
  readonly seconds: number;
}

/** What was told first, at half of the way, and near the head; of those who were admitted. */
export interface Played {
  readonly first: readonly Told[];
  readonly half: readonly Told[];
  readonly near: readonly Told[];
  /** How often the end moved later, for one visitor: as it came, and as the page shows it. */
  readonly risesFresh: number;
  readonly risesShown: number;
}

const nearPlaces = 5;
/** Of each line the rises are counted for so many visitors. */
const watchedMax = 100;

type Stage = "first" | "half" | "near";

interface Visitor {
  readonly joinSeconds: number;
  readonly leavesSeconds: number;
  admittedSeconds?: number;
  firstPlace?: number;
  readonly told: Map<Stage, { readonly range: WaitRange; readonly atSeconds: number }>;
  shown?: ShownWait;
  freshLatestMs?: number;
  readonly isWatched: boolean;
}

interface Visit {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Plays a room in virtual time: lanes, visits and ticks; the rules that measure the pace and tell the wait are the real ones. */
export function play(scenario: Scenario, chance: Chance): Played {
  const line = new ModelLine(scenario, chance);
  for (let at = chance.between(0, scenario.tickSeconds); !line.isDone; at += scenario.tickSeconds)
    line.tick(at);
  return line.played();
}

class ModelLine {
  readonly #scenario: Scenario;
  readonly #chance: Chance;
  readonly #visitors: readonly Visitor[];
  readonly #lanes: (Visit | undefined)[];
  #memory: PaceMemory = nothingSeen;
  #served = 0;
  #issued = 0;
  #admitted = 0;
  #risesFresh = 0;
  #risesShown = 0;

  constructor(scenario: Scenario, chance: Chance) {
    this.#scenario = scenario;
    this.#chance = chance;
    this.#lanes = new Array<Visit | undefined>(scenario.slots).fill(undefined);
    this.#visitors = arriving(scenario, chance);
  }

  get isDone(): boolean {
    return this.#served === this.#visitors.length;
  }

  tick(atSeconds: number): void {
    this.#runUntil(atSeconds);
    const settings = this.#scenario;
    const { slotSeconds } = settings;
    const inLine = this.#visitors.slice(this.#served, this.#issued);
    const visits = this.#lanes.flatMap((visit) =>
      visit === undefined ? [] : [{ ageSeconds: Math.max(0, atSeconds - visit.fromSeconds), slotSeconds }],
    );
    const serving = this.#served + 1;
    const moment = { atMs: atSeconds * 1000, serving, admitted: this.#admitted, visits };
    this.#memory = withSample(this.#memory, moment, settings, inLine.length > 0);
    const waiting = inLine.filter(({ leavesSeconds }) => leavesSeconds > atSeconds).length;
    const now = pace(this.#memory, settings, { waiting, toServe: inLine.length });
    for (const [ahead, visitor] of inLine.entries()) {
      if (visitor.leavesSeconds <= atSeconds) continue;
      const place = position(serving + ahead, serving);
      this.#tell(visitor, place, waitRange(place, now), atSeconds);
    }
  }

  played(): Played {
    const told = (stage: Stage) =>
      this.#visitors.flatMap(({ told, admittedSeconds }) => {
        const then = told.get(stage);
        if (then === undefined || admittedSeconds === undefined) return [];
        return [{ range: then.range, seconds: admittedSeconds - then.atSeconds }];
      });
    const watched = this.#visitors.filter(({ isWatched, told }) => isWatched && told.has("first")).length;
    return {
      first: told("first"),
      half: told("half"),
      near: told("near"),
      risesFresh: this.#risesFresh / Math.max(1, watched),
      risesShown: this.#risesShown / Math.max(1, watched),
    };
  }

  #tell(visitor: Visitor, place: number, range: WaitRange, atSeconds: number): void {
    const { told } = visitor;
    visitor.firstPlace ??= place;
    const now = { range, atSeconds };
    if (!told.has("first")) told.set("first", now);
    if (!told.has("half") && place <= visitor.firstPlace / 2) told.set("half", now);
    if (!told.has("near") && place <= nearPlaces) told.set("near", now);
    if (!visitor.isWatched) return;
    const freshLatestMs = (atSeconds + range.latestSeconds) * 1000;
    const shown = steady(visitor.shown, range, atSeconds * 1000);
    if (freshLatestMs > (visitor.freshLatestMs ?? freshLatestMs)) this.#risesFresh += 1;
    if (shown.latestAtMs > (visitor.shown ?? shown).latestAtMs) this.#risesShown += 1;
    visitor.freshLatestMs = freshLatestMs;
    visitor.shown = shown;
  }

  /** Ends visits, lets people join and takes them in, in the order of time. */
  #runUntil(untilSeconds: number): void {
    for (;;) {
      const joins = this.#visitors[this.#issued]?.joinSeconds ?? Number.POSITIVE_INFINITY;
      const ends = this.#lanes.map((visit) => visit?.toSeconds ?? Number.POSITIVE_INFINITY);
      const end = Math.min(...ends);
      const next = Math.min(joins, end);
      if (next > untilSeconds) return;
      if (joins <= end) this.#issued += 1;
      else this.#lanes[ends.indexOf(end)] = undefined;
      this.#takeIn(next);
    }
  }

  /** The head of the line goes into a slot that is free; who has left is passed. */
  #takeIn(atSeconds: number): void {
    for (; this.#served < this.#issued; this.#served += 1) {
      const visitor = this.#visitors[this.#served] as Visitor;
      if (visitor.leavesSeconds <= atSeconds) continue;
      const lane = this.#lanes.indexOf(undefined);
      if (lane < 0) return;
      const { stay, slotSeconds } = this.#scenario;
      const fromSeconds = atSeconds + handoverSeconds;
      const lasts = Math.min(stay.draw(this.#chance, slotSeconds, atSeconds), slotSeconds);
      this.#lanes[lane] = { fromSeconds, toSeconds: fromSeconds + lasts };
      visitor.admittedSeconds = fromSeconds;
      this.#admitted += 1;
    }
  }
}

function arriving(scenario: Scenario, chance: Chance): Visitor[] {
  const { visitors, leave } = scenario;
  const overSeconds = arrivalSeconds(scenario);
  const patienceMax = crowdSeconds(scenario);
  const everyWatched = Math.ceil(visitors / watchedMax);
  return Array.from({ length: visitors }, () => chance.between(0, overSeconds))
    .sort((a, b) => a - b)
    .map((joinSeconds, index) => ({
      joinSeconds,
      leavesSeconds:
        chance.next() < leave ? joinSeconds + chance.between(0, patienceMax) : Number.POSITIVE_INFINITY,
      told: new Map(),
      isWatched: index % everyWatched === 0,
    }));
}
