import { useStore } from "zustand";
import type { Deed, DeedName } from "../state.ts";
import type { RoomStore } from "../store.ts";

interface OutcomeProps {
  readonly store: RoomStore;
  /** The deeds whose buttons stand here. */
  readonly of: readonly DeedName[];
  /** Only of what was about this number. */
  readonly number?: number | undefined;
  /** What is said of what was done, if not the same each time. */
  readonly done?: string | undefined;
}

/** What became of a button, beside it. It is always there, or a screen reader would not tell. */
export function Outcome({ store, of, number, done }: OutcomeProps) {
  const deed = useStore(store, (state) => state.deed);
  const isHere =
    deed.kind !== "none" && of.includes(deed.name) && (number === undefined || deed.number === number);
  return (
    <p className={isHere && deed.kind === "failed" ? "note refusal" : "note"} role="status">
      {isHere && deedSaid(deed, done)}
    </p>
  );
}

const doneSaid: Record<DeedName, string> = {
  pause: "Paused.",
  resume: "Resumed.",
  open: "Opened.",
  close: "Closed.",
  drain: "Newcomers are refused from now on; the line is served.",
  announce: "Announced.",
  reset: "The line was reset: numbers begin at 1 again.",
  undo: "Undone.",
  call: "Called in: the next free slot is theirs.",
  end: "The visit has ended.",
};

function deedSaid(deed: Deed, done: string | undefined): string {
  switch (deed.kind) {
    case "none":
      return "";
    case "sent":
      return "One moment…";
    case "done":
      return done ?? doneSaid[deed.name];
    case "failed":
      return `Not done: ${deed.message}`;
    default:
      return deed satisfies never;
  }
}
