import type { TickMessage } from "./messages.ts";

/**
 * SPEC T7: who hears how often. Within the budget everybody hears every tick. Beyond it those nearest the head still
 * do, the next twice as many every second one, the next four times as many every fourth, and so on: each of these
 * bands costs the same, and so many bands are made as the line needs. Returns the stride in ticks, a power of two.
 *
 * @param place 1 is next; whoever is being served, or was recalled, is at 1 or less.
 * @param pushesMax so many pushes the tick may cost.
 */
export function ticksBetween(place: number, waiting: number, pushesMax: number): number {
  if (waiting <= pushesMax || place < 1) return 1;
  const band = bandSize(waiting, pushesMax);
  return 2 ** Math.floor(Math.log2(Math.floor((place - 1) / band) + 1));
}

/** The largest band with which the whole line stays within the budget; 1 where the budget is no more than nothing. */
function bandSize(waiting: number, pushesMax: number): number {
  for (let bands = 2; bands <= 32; bands++) {
    const band = Math.floor(pushesMax / bands);
    if (band < 1) break;
    if (band * (2 ** bands - 1) >= waiting) return band;
  }
  return 1;
}

/** What one visitor hears of a tick; nothing, if it is not this visitor's turn to hear. Numbers spread over the ticks. */
export function heardBy(
  number: number,
  tick: { message: TickMessage; index: number; pushesMax: number },
): TickMessage | undefined {
  const { message, index, pushesMax } = tick;
  const stride = ticksBetween(number - message.serving + 1, message.waiting, pushesMax);
  if ((index + number) % stride !== 0) return undefined;
  return stride === 1 ? message : { ...message, nextTickSeconds: message.nextTickSeconds * stride };
}

/**
 * What an average tick pushes to those who wait: those nearest the head hear every one, the next twice as many every
 * second one, the next four times as many every fourth (SPEC T7).
 */
export function pushesPerTick(waiting: number, pushesMax: number): number {
  if (waiting <= pushesMax) return waiting;
  let left = waiting;
  let pushes = 0;
  for (let stride = 1, band = bandSize(waiting, pushesMax); left > 0; stride *= 2, band *= 2) {
    const places = Math.min(band, left);
    pushes += places / stride;
    left -= places;
  }
  return pushes;
}
