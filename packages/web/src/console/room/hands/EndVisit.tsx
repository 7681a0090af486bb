import type { RoomStore } from "../store.ts";
import { AskAgain } from "./AskAgain.tsx";

/** Sends somebody away who is inside, after asking. */
export function EndVisit({ store, number }: { store: RoomStore; number: number }) {
  return (
    <AskAgain
      store={store}
      deed="End this visit"
      look="danger"
      no="Let them stay"
      act={() => void store.endVisit(number)}
    >
      Number {number} is out at once, their pass is worth nothing any more, and the next in line is called.
      This cannot be undone.
    </AskAgain>
  );
}
