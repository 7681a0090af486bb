import { type QuotaName, quotas } from "../quotas.ts";
import { type OwnBoundName, ownBounds } from "./ownBounds.ts";

export type BoundName = QuotaName | OwnBoundName;

/** How much of everything there is: AWS's quotas and the stacks' own bounds, by name. */
export type Allowance = Readonly<Record<BoundName, number>>;

const all: Readonly<Record<BoundName, { readonly limit: number }>> = {
  ...quotas,
  ...ownBounds,
};

function allowance(limitOf: (name: BoundName) => number): Allowance {
  return Object.fromEntries(Object.keys(all).map((name) => [name, limitOf(name as BoundName)])) as Record<
    BoundName,
    number
  >;
}

/** As an account of some age has it in us-east-1, with a table that was never used. */
export const byDefault = allowance((name) => all[name].limit);
/** As if AWS had no end. */
export const boundless = allowance(() => Number.POSITIVE_INFINITY);
