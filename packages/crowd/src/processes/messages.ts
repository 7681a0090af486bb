import type { Progress } from "../census.ts";
import type { ClockSetting } from "../clock.ts";
import type { CrowdOptions } from "../crowd.ts";
import type { History } from "../history.ts";

/** What the process that leads says to one that sends a share of the crowd. */
export type ToShare =
  | {
      readonly kind: "prepare";
      readonly options: CrowdOptions;
      readonly index: number;
      readonly of: number;
      readonly clock: ClockSetting;
    }
  /** The crowd's moment 0, on its clock. */
  | { readonly kind: "begin"; readonly atMs: number }
  | { readonly kind: "stop" };

export type FromShare =
  | { readonly kind: "ready" }
  | { readonly kind: "started"; readonly timeoutMs: number }
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "history"; readonly history: History }
  /** One line, for a person: it could not start. */
  | { readonly kind: "refused"; readonly message: string };
