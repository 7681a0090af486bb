import type { RoomStore } from "../store.ts";
import { AskAgain } from "./AskAgain.tsx";

interface EndVisitProps {
  readonly store: RoomStore;
  readonly number: number;
  /** Whoever it is has yet to say "I'm here". */
  readonly isCall: boolean;
}

/** Sends somebody away who is inside, or is called, after asking. */
export function EndVisit({ store, number, isCall }: EndVisitProps) {
  return (
    <AskAgain
      store={store}
      deed={isCall ? "End this call" : "End this visit"}
      look="danger"
      no={isCall ? "Wait for their answer" : "Let them stay"}
      act={() => void store.endVisit(number)}
    >
      {isCall
        ? `Number ${number} loses the call, and the place with it, and the next in line is called.`
        : `Number ${number} is out at once, their pass is worth nothing any more, and the next in line is called.`}{" "}
      This cannot be undone.
    </AskAgain>
  );
}
