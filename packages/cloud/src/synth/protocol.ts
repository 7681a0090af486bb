import type { Resource } from "../graph.ts";

/** Text that takes the place of another in a source, before the stacks are bundled: how mistakes are tried. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Order {
  readonly stage: string;
  /** `sst.config.ts` as one module: whatever it is made of is in here. */
  readonly program: string;
}

export type Answer =
  | { readonly kind: "made"; readonly resources: readonly Resource[] }
  | { readonly kind: "failed"; readonly error: string };
