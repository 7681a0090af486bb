import type { BillLine } from "../bill.ts";

export interface ServiceCost {
  readonly service: string;
  readonly dollars: number;
}

/** The bill by service, the dearest first. */
export function byService(lines: readonly BillLine[]): ServiceCost[] {
  const sums = new Map<string, number>();
  for (const { price, dollars } of lines) sums.set(price.service, (sums.get(price.service) ?? 0) + dollars);
  return [...sums].map(([service, dollars]) => ({ service, dollars })).sort((a, b) => b.dollars - a.dollars);
}
