/** How often ticks come, for a person. */
export function ticksInWords(tickSeconds: number): string {
  return tickSeconds === 1 ? "a tick each second" : `a tick every ${tickSeconds} s`;
}
