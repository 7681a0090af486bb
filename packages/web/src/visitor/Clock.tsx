import type { CSSProperties } from "react";
import { countdown } from "./say.ts";
import { lastSeconds } from "./warning.ts";

/** The time that is left, as large as a place in line. At the end it takes another colour; the words say it, too. */
export function Clock({ secondsLeft, label }: { secondsLeft: number; label: string }) {
  const text = countdown(secondsLeft);
  return (
    <>
      <p
        className="place clock"
        role="timer"
        data-last={secondsLeft <= lastSeconds}
        style={{ "--digits": Math.max(4, text.length) } as CSSProperties}
      >
        <span data-testid="countdown">{text}</span>
      </p>
      <p className="label" data-testid="left">
        {label}
      </p>
    </>
  );
}
