import { html } from "hono/html";
import type { Markup } from "./layout.ts";

export interface Time {
  readonly secondsLeft: number;
  /** How many are inside, with whoever reads it. */
  readonly inside: number;
}

/** The time that is left of the visit. The page's script counts it down. */
export function clock({ secondsLeft, inside }: Time): Markup {
  const minutes = Math.floor(secondsLeft / 60);
  const seconds = String(secondsLeft % 60).padStart(2, "0");
  const others = inside - 1;
  return html`
    <aside class="clock" data-seconds-left="${secondsLeft}">
      <p><strong role="timer" data-testid="clock">${minutes}:${seconds}</strong> <span>left for you to choose and pay</span></p>
      <p>${others === 0 ? "You are alone here." : `${others} more ${others === 1 ? "is" : "are"} choosing.`}</p>
    </aside>`;
}
