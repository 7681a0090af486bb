import { doingOf, type RoomState } from "@fairline/core";

interface RoomStateProps {
  readonly state: RoomState;
  readonly draining: boolean;
}

/** What a room does, in a word or two. Draining is a kind of open: newcomers are refused, the line is served. */
export function StateMark(room: RoomStateProps) {
  const doing = doingOf(room);
  return (
    <span className="state" data-state={doing === "draining" ? doing : room.state} data-testid="state">
      {doing}
    </span>
  );
}
