import type { Resource } from "../graph.ts";

/** Text that takes the place of another in a source, before the stacks are bundled: how mistakes are tried. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Order {
  readonly stage: string;
  readonly edits: readonly Edit[];
}

export type Answer =
  | { readonly kind: "made"; readonly resources: readonly Resource[] }
  | { readonly kind: "failed"; readonly error: string };
