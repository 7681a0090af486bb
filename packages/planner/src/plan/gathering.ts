import {
  type Chance,
  draw,
  drawAbandonMs,
  drawArrivals,
  drawPatienceMs,
  seeded,
  streamSeed,
} from "@fairline/crowd/shape";
import type { Inputs } from "./inputs.ts";

/** A crowd as it was drawn: one entry a visitor, in the order in which they come; in seconds. */
export interface Gathering {
  readonly arrives: Float64Array;
  /** Infinity: never gives up. */
  readonly patience: Float64Array;
  /** For how long their visit has the slot, and how it ends. */
  readonly stays: Float64Array;
  readonly endings: Uint8Array;
}

/** How a visit ends, as `endings` has it. */
export const ending = { completed: 0, expired: 1, noshow: 2 } as const;

/** The same inputs draw the same crowd. Nothing that is drawn depends on the room's slots: plans for several X are about the same people. */
export function gather(inputs: Inputs): Gathering {
  const { visitors, seed, arrive, overSeconds } = inputs;
  const [comes, waits, visits] = [0, 1, 2].map((stream) => seeded(streamSeed(seed, stream))) as [
    Chance,
    Chance,
    Chance,
  ];
  const arrivals = drawArrivals(arrive, { visitors, overMs: overSeconds * 1000 }, comes);
  const arrives = Float64Array.from(arrivals, (ms) => ms / 1000);
  const patience = new Float64Array(visitors);
  const stays = new Float64Array(visitors);
  const endings = new Uint8Array(visitors);
  for (let number = 0; number < visitors; number++) {
    const { seconds, abandons } = drawPatience(inputs, waits);
    patience[number] = seconds;
    const how = drawEnding(inputs, abandons, visits);
    const stay = how === ending.noshow ? inputs.graceSeconds : drawStay(inputs, how, visits);
    endings[number] = how === ending.completed && stay >= inputs.slotSeconds ? ending.expired : how;
    stays[number] = Math.min(stay, inputs.slotSeconds);
  }
  return { arrives, patience, stays, endings };
}

/** Whoever gives up by `abandon` does so at the latest then, and sooner if the own patience ends sooner. */
function drawPatience({ abandon, overSeconds, patienceMs }: Inputs, chance: Chance) {
  const seconds =
    patienceMs === undefined ? Number.POSITIVE_INFINITY : drawPatienceMs(patienceMs, chance) / 1000;
  const abandons = chance.next() < abandon;
  if (!abandons) return { seconds, abandons };
  return { seconds: Math.min(seconds, drawAbandonMs(overSeconds * 1000, chance) / 1000), abandons };
}

/** Whoever meant to give up and was let in before that is done after a while, as in a crowd. */
function drawEnding({ noshow, finishEarly }: Inputs, abandons: boolean, chance: Chance): number {
  if (chance.next() < noshow) return ending.noshow;
  const isDoneEarly = chance.next() < finishEarly;
  return abandons || isDoneEarly ? ending.completed : ending.expired;
}

function drawStay({ dwellMs, slotSeconds }: Inputs, how: number, chance: Chance): number {
  return how === ending.expired ? slotSeconds : draw(dwellMs, chance, slotSeconds * 1000) / 1000;
}

/** When a visitor is in line no more: called, or out of patience. */
export function leavesLine({ arrives, patience }: Gathering, reached: Float64Array, number: number): number {
  return Math.min(reached[number] as number, (arrives[number] as number) + (patience[number] as number));
}
