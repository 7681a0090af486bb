import { doingOf, duration, type RoomState } from "@fairline/core";

interface RoomStateProps {
  readonly state: RoomState;
  readonly draining: boolean;
  /** How old that is, where it is too old to be told as it is. */
  readonly staleSeconds?: number | undefined;
}

/** What a room does, in a word or two. Draining is a kind of open: newcomers are refused, the line is served. */
export function StateMark({ staleSeconds, ...room }: RoomStateProps) {
  const doing = doingOf(room);
  return (
    <span
      className="state"
      data-state={doing === "draining" ? doing : room.state}
      data-testid="state"
      data-stale={staleSeconds !== undefined}
    >
      {doing}
      {staleSeconds !== undefined && `, ${duration(staleSeconds)} ago`}
    </span>
  );
}
