/** So much of a bound may be used: what is left is for what nobody knows beforehand. */
export const useMax = 0.75;

/** What to ask for where so much is used: a quarter more, in round figures. */
export function roomFor(used: number): number {
  return roundedUp(used * headroom);
}

const headroom = 1.25;

/** To two digits. */
function roundedUp(amount: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.ceil(amount / step) * step;
}
