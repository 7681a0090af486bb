import { countdown } from "./say.ts";
import { lastSeconds } from "./warning.ts";

/** The time that is left, as large as a place in line. At the end it takes another colour; the words say it, too. */
export function Clock({ secondsLeft, label }: { secondsLeft: number; label: string }) {
  return (
    <>
      <p className="place clock" role="timer" data-last={secondsLeft <= lastSeconds}>
        <span data-testid="countdown">{countdown(secondsLeft)}</span>
      </p>
      <p className="label" data-testid="left">
        {label}
      </p>
    </>
  );
}
