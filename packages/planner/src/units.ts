import { prices, type UnitName } from "./prices.ts";

/** How much of what AWS bills; what is not named is zero. */
export type Units = Readonly<Partial<Record<UnitName, number>>>;

export const unitNames = Object.keys(prices) as UnitName[];

export function plus(...all: readonly Units[]): Units {
  const sum: Partial<Record<UnitName, number>> = {};
  for (const units of all) {
    for (const name of unitNames) {
      const more = units[name];
      if (more !== undefined) sum[name] = (sum[name] ?? 0) + more;
    }
  }
  return sum;
}

export function times(count: number, units: Units): Units {
  return Object.fromEntries(Object.entries(units).map(([name, amount]) => [name, amount * count]));
}

export function dollarsOf(units: Units): number {
  return unitNames.reduce((sum, name) => sum + dollarsFor(name, units[name] ?? 0), 0);
}

export function dollarsFor(name: UnitName, amount: number): number {
  const { dollars, per } = prices[name];
  return (amount * dollars) / per;
}
