import type { Stage } from "@fairline/client/visit";
import { useEffect, useRef } from "react";

/** Stages that look alike, or follow each other by themselves: whoever reads one goes on reading the other. */
const alike: readonly (readonly Stage[])[] = [
  ["waiting", "paused", "closed"],
  ["connecting", "trouble"],
];

/**
 * Moves the focus to what a new stage is about: never on arrival, and never away from somebody who is typing. Between stages
 * that are alike it moves only if what had it is gone.
 */
export function useStageFocus(stage: Stage): void {
  const before = useRef(stage);
  const hasArrived = useRef(false);
  // Read before the page changes: afterwards, what had the focus may be gone.
  const focused = document.activeElement;
  useEffect(() => {
    const from = before.current;
    before.current = stage;
    if (from === stage) return;
    const isArrival = !hasArrived.current;
    hasArrived.current = true;
    if (isArrival || isTyping(document.activeElement)) return;
    if (areAlike(from, stage) && !isGone(focused)) return;
    // A new stage is read from its beginning, wherever the one before was scrolled to.
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main [data-focus]")?.focus({ preventScroll: true });
  }, [stage]);
}

function areAlike(one: Stage, other: Stage): boolean {
  return alike.some((stages) => stages.includes(one) && stages.includes(other));
}

function isGone(element: Element | null): boolean {
  return element !== null && !element.isConnected;
}

function isTyping(element: Element | null): boolean {
  return element?.matches("input, select, textarea") ?? false;
}
