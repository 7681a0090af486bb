import { useState } from "react";
import { useStore } from "zustand";
import { whole } from "../../say.ts";
import type { LiveFeed } from "../feed.ts";
import type { RoomStore } from "../store.ts";
import { FindSlot } from "./FindSlot.tsx";
import { SlotCells } from "./SlotCells.tsx";
import { SlotDialog } from "./SlotDialog.tsx";
import { SlotPicture } from "./SlotPicture.tsx";
import { counts, slotsOf } from "./slot.ts";

/** Up to so many slots are cells of their own; more are a picture. */
const cellsMax = 120;

/** Every slot of the room: free, or taken by whom and for how much longer. */
export function Slots({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const [lane, setLane] = useState<number>();
  const nowMs = useStore(store, (state) => state.nowMs);
  const { at } = feed.view.snapshot;
  const serverNowMs = Date.parse(at) + nowMs - feed.receivedAtMs;
  const slots = slotsOf(feed.view, serverNowMs);
  return (
    <section className="card" aria-labelledby="slots">
      <h2 id="slots">Slots</h2>
      <p className="slot-counts" data-testid="slot-counts">
        {counts(slots).map(({ state, count }) => (
          <span key={state} data-slot={state}>
            {whole.format(count)} {state}
          </span>
        ))}
      </p>
      {slots.length <= cellsMax ? (
        <SlotCells slots={slots} open={setLane} />
      ) : (
        <>
          <SlotPicture slots={slots} open={setLane} />
          <FindSlot slots={slots} open={setLane} />
        </>
      )}
      <SlotDialog
        store={store}
        slot={lane === undefined ? undefined : slots[lane]}
        isOpen={lane !== undefined}
        close={() => setLane(undefined)}
      />
    </section>
  );
}
