import type { Plan, Texts } from "@fairline/planner/plan";

/** Plans apart from the page, which stays at hand meanwhile. What was asked before and is not answered yet is given up. */
export interface Planning {
  plan(texts: Texts): Promise<Planned>;
  stop(): void;
}

export type Planned =
  | { readonly kind: "planned"; readonly plan: Plan; readonly tookMs: number }
  | { readonly kind: "failed"; readonly message: string };
