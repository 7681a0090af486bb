import { createHash } from "node:crypto";
import { limits } from "../limits.ts";
import { type ArrivalShape, drawArrivals } from "./arrivals.ts";
import { type Chance, seeded, streamSeed } from "./chance.ts";
import { type Distribution, draw } from "./distribution.ts";
import { drawAbandonMs, drawPatienceMs } from "./patience.ts";
import { drawUnrest, type Unrest, type UnrestShape, unrestOf } from "./unrest.ts";

/** What a visitor is going to do, whatever happens. All of it is drawn before the first one joins. */
export type Behaviour =
  /** Gives up after this long. If the turn came first: stays a while, reserves nothing, lets go. */
  | {
      readonly kind: "abandons";
      readonly afterMs: number;
      readonly politely: boolean;
      readonly dwellMs: number;
    }
  /** Reserves after this long, which ends the visit. */
  | { readonly kind: "finishes"; readonly dwellMs: number }
  /** Lets the time run out; some try to reserve after all, when it is too late. */
  | { readonly kind: "lapses"; readonly triesLate: boolean };

export interface VisitorScript {
  /** 0 is the first to arrive. */
  readonly visitor: number;
  readonly arrivesMs: number;
  readonly behaviour: Behaviour;
  /** What a call meets, in a room that calls. */
  readonly reaction: Reaction;
  readonly email: string;
  /** Of a crowd whose patience is drawn: gives up if it is not let in after so long, whatever it was going to do. */
  readonly patience?: Patience;
  /** Of a crowd with outages or reloads. */
  readonly unrest?: Unrest;
}

export interface Patience {
  readonly ms: number;
  readonly politely: boolean;
}

/** "I'm here" is said so long after a call, or after it was missed; some miss the first call. */
export interface Reaction {
  readonly afterMs: number;
  readonly missesFirst: boolean;
}

export interface CrowdShape extends UnrestShape {
  readonly overMs: number;
  /** When they come; evenly, if this is not given. A trace says itself how many. */
  readonly arrive?: ArrivalShape;
  /** The share that gives up while waiting, 0 to 1. */
  readonly abandon: number;
  /** The share of those who stay that reserves before its time is up, 0 to 1. */
  readonly finishEarly: number;
  readonly dwellMs: Distribution;
  /** How long everybody else is ready to wait; for ever, if this is not given. */
  readonly patienceMs?: Distribution;
  /** In a room that calls: how long it takes to say "I'm here"; at once, if this is not given. */
  readonly confirmAfterMs?: { readonly min: number; readonly max: number };
  /** The share that misses its first call, 0 to 1; nobody, if this is not given. */
  readonly miss?: number;
}

/** The same shape, and so the same seed, makes the same crowd. The shares are exact but for rounding. */
export function drawCrowd(shape: CrowdShape): VisitorScript[] {
  const chance = seeded(shape.seed);
  const arrivals = drawArrivals(shape.arrive ?? { kind: "even" }, shape, chance);
  const abandoning = Math.round(shape.visitors * shape.abandon);
  const finishing = Math.round((shape.visitors - abandoning) * shape.finishEarly);
  const kinds = chance.shuffled(
    Array.from({ length: shape.visitors }, (_, place): Behaviour["kind"] => {
      if (place < abandoning) return "abandons";
      return place < abandoning + finishing ? "finishes" : "lapses";
    }),
  );
  const missing = Math.round(shape.visitors * (shape.miss ?? 0));
  const misses = chance.shuffled(Array.from({ length: shape.visitors }, (_, place) => place < missing));
  const unrest = drawUnrest(shape);
  const drawn = { abandons: 0, finishes: 0, lapses: 0 };
  return arrivals.map((arrivesMs, visitor) => {
    const kind = kinds[visitor] ?? "lapses";
    const half = drawn[kind]++ % 2 === 0;
    const own = seeded(streamSeed(shape.seed, visitor));
    const behaviour = drawBehaviour(kind, own, shape, half);
    const reaction = drawReaction(own, shape, misses[visitor] ?? false);
    return {
      visitor,
      arrivesMs,
      behaviour,
      reaction,
      email: `visitor-${shape.seed}-${visitor}@example.com`,
      ...patienceOf(shape, visitor),
      ...(hasUnrest(shape) && { unrest: unrest(visitor) }),
    };
  });
}

/** One visitor of a crowd without an end: the shares hold on average. */
export function drawOne(shape: CrowdShape, visitor: number, round: number): VisitorScript {
  const chance = seeded(streamSeed(streamSeed(shape.seed, visitor), round));
  const arrivesMs =
    round === 0 ? chance.between(0, shape.overMs) : chance.between(limits.restMsMin, limits.restMsMax);
  const kind =
    chance.next() < shape.abandon ? "abandons" : chance.next() < shape.finishEarly ? "finishes" : "lapses";
  const behaviour = drawBehaviour(kind, chance, shape, chance.next() < 0.5);
  return {
    visitor,
    arrivesMs,
    behaviour,
    reaction: drawReaction(chance, shape, chance.next() < (shape.miss ?? 0)),
    email: `visitor-${shape.seed}-${visitor}-${round}@example.com`,
    ...patienceOf(shape, visitor, round),
    ...(hasUnrest(shape) && {
      unrest: unrestOf(
        streamSeed(shape.seed, round),
        visitor,
        chance.next() < (shape.flaky ?? 0),
        chance.next() < (shape.refresh ?? 0),
      ),
    }),
  };
}

function hasUnrest({ flaky = 0, refresh = 0 }: CrowdShape): boolean {
  return flaky > 0 || refresh > 0;
}

/** A stream of chance of its own: who gives up first does the same otherwise as one who does not. */
const patienceStream = 0x5000_0000;

function patienceOf({ seed, patienceMs }: CrowdShape, visitor: number, round = 0): { patience?: Patience } {
  if (patienceMs === undefined) return {};
  const chance = seeded(streamSeed(streamSeed(seed, patienceStream + visitor), round));
  const ms = drawPatienceMs(patienceMs, chance);
  return { patience: { ms, politely: chance.next() < 0.5 } };
}

function drawReaction(
  chance: Chance,
  { confirmAfterMs = { min: 0, max: 0 } }: CrowdShape,
  missesFirst: boolean,
): Reaction {
  return { afterMs: chance.between(confirmAfterMs.min, confirmAfterMs.max), missesFirst };
}

/** `half`: abandons politely and not silently; tries late and does not sit still. */
function drawBehaviour(kind: Behaviour["kind"], chance: Chance, shape: CrowdShape, half: boolean): Behaviour {
  const dwellMs = draw(shape.dwellMs, chance, limits.dwellMsMax);
  switch (kind) {
    case "abandons":
      return { kind, afterMs: drawAbandonMs(shape.overMs, chance), politely: half, dwellMs };
    case "finishes":
      return { kind, dwellMs };
    case "lapses":
      return { kind, triesLate: half };
    default:
      return kind satisfies never;
  }
}

/**
 * The key of a visitor, a UUID. The nonce is new in each run: with the keys of an earlier run the crowd would
 * only come back to tickets that have ended.
 */
export function keyOf(seed: number, nonce: string, visitor: number, round = 0): string {
  const hex = createHash("sha256").update(`${seed}/${nonce}/${visitor}/${round}`).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** How long the crowd's visits take together, in milliseconds, if everybody got a turn. */
export function visitsMs(plans: readonly VisitorScript[], slotSeconds: number): number {
  const whole = slotSeconds * 1000;
  return plans.reduce(
    (sum, { behaviour }) => sum + (behaviour.kind === "lapses" ? whole : Math.min(behaviour.dwellMs, whole)),
    0,
  );
}
