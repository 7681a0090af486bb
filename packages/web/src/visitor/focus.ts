import { useEffect, useRef } from "react";
import type { Stage } from "./visit.ts";

/** Stages that look alike: whoever reads one goes on reading the other. */
const inLine: readonly Stage[] = ["waiting", "paused", "closed"];

/** Moves the focus to what a new stage is about: never on arrival, and never away from somebody who is typing. */
export function useStageFocus(stage: Stage): void {
  const before = useRef(stage);
  useEffect(() => {
    const from = before.current;
    before.current = stage;
    if (from === stage || from === "connecting") return;
    if (inLine.includes(from) && inLine.includes(stage)) return;
    if (isTyping(document.activeElement)) return;
    document.querySelector<HTMLElement>("main [data-focus]")?.focus();
  }, [stage]);
}

function isTyping(element: Element | null): boolean {
  return element?.matches("input, select, textarea") ?? false;
}
