import type { ErrorCode, Outcome } from "@fairline/core";

/** Where a visitor is. */
export type VisitorState =
  | { readonly at: "outside" }
  | { readonly at: "joining" }
  | { readonly at: "waiting"; readonly number: number }
  /** Is to say "I'm here" by then. */
  | { readonly at: "called"; readonly number: number; readonly confirmByMs: number }
  /** Did not say it; the place is kept at the head, and saying it now brings another call. */
  | { readonly at: "missed"; readonly number: number }
  | {
      readonly at: "visiting";
      readonly number: number;
      /** Not known to one who was away when the turn came: a ticket does not name the lane. */
      readonly lane: number | undefined;
      readonly pass: string;
      readonly expiresAtMs: number;
      readonly sinceMs: number;
    }
  | {
      readonly at: "ended";
      readonly number: number;
      readonly outcome: Outcome;
      /** The server said so itself; otherwise it follows from an answer that the visitor got. */
      readonly told: boolean;
    }
  | { readonly at: "gone"; readonly politely: boolean }
  | { readonly at: "refused"; readonly code: ErrorCode }
  | { readonly at: "lost"; readonly why: string };

/** Nothing comes after it by itself. `ended` is not among them: the server may still confirm it. */
export function isFinal({ at }: VisitorState): boolean {
  return at === "gone" || at === "refused" || at === "lost";
}
