import type { Chance } from "@fairline/crowd";

/** How long people stay. What is longer than Y is cut there. */
export interface Stay {
  readonly name: string;
  /** The share of Y that it is on average, once cut: so many arrive that a line forms. */
  readonly mean: number;
  /** In seconds. */
  readonly draw: (chance: Chance, slotSeconds: number, atSeconds: number) => number;
  /** Whether the aim is held against it: nobody can tell when people change. */
  readonly isTypical: boolean;
}

export interface Size {
  readonly slots: number;
  readonly slotSeconds: number;
  readonly tickSeconds: number;
  readonly visitors: number;
  /** So often it is played, each time by another seed. */
  readonly runs: number;
}

/** A line to be played. */
export interface Scenario extends Size {
  readonly stay: Stay;
  readonly arrivals: "opening" | "steady";
  /** The share that would leave before the line of the opening is served, if it lasted so long. */
  readonly leave: number;
}

/** From the end of a visit to the next call. */
export const handoverSeconds = 0.1;

const exponential = (chance: Chance, mean: number) => -mean * Math.log(1 - chance.next());

// biome-ignore format: a table
export const stays: readonly Stay[] = [
  { name: "anything up to Y",     mean: 0.5,  isTypical: true,  draw: (chance, y) => chance.between(0, y) },
  { name: "60 % done early",      mean: 0.69, isTypical: true,  draw: (chance, y) => (chance.next() < 0.6 ? chance.between(0.15 * y, 0.8 * y) : y) },
  { name: "memoryless, half of Y", mean: 0.53, isTypical: true, draw: (chance, y) => exponential(chance, 0.7 * y) },
  { name: "all of Y",             mean: 1,    isTypical: true,  draw: (_, y) => y },
  { name: "soon done, 0.15 Y",    mean: 0.15, isTypical: true, draw: (chance, y) => exponential(chance, 0.15 * y) },
  { name: "slow and fast hours",  mean: 0.37, isTypical: false, draw: (chance, y, at) => exponential(chance, Math.floor(at / (4 * y)) % 2 === 0 ? 0.3 * y : 0.6 * y) },
];

// biome-ignore format: a table
export const sizes: readonly Size[] = [
  { slots: 3,   slotSeconds: 60,  tickSeconds: 2, visitors: 20,   runs: 60 },
  { slots: 10,  slotSeconds: 6,   tickSeconds: 1, visitors: 300,  runs: 20 },
  { slots: 10,  slotSeconds: 120, tickSeconds: 5, visitors: 200,  runs: 20 },
  { slots: 100, slotSeconds: 60,  tickSeconds: 2, visitors: 5000, runs: 2 },
];

/** How long the whole crowd takes, if nobody leaves. */
export function crowdSeconds({ visitors, slots, slotSeconds, stay }: Scenario): number {
  return (visitors / slots) * slotSeconds * stay.mean;
}

/** In which time the crowd arrives: nearly at once, or a little faster than the room can take it in. */
export function arrivalSeconds(scenario: Scenario): number {
  const takes = crowdSeconds(scenario);
  return scenario.arrivals === "opening" ? Math.min(takes / 20, 20) : takes * (0.8 - 0.6 * scenario.leave);
}
