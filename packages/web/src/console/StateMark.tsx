import type { RoomState } from "@fairline/core";

interface RoomStateProps {
  readonly state: RoomState;
  readonly draining: boolean;
}

/** What a room is, in a word. Draining is a kind of open: newcomers are refused, the line is served. */
export function StateMark({ state, draining }: RoomStateProps) {
  const word = state === "open" && draining ? "draining" : state;
  return (
    <span className="state" data-state={word} data-testid="state">
      {word}
    </span>
  );
}
