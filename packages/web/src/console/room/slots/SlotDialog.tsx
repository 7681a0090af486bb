import { duration } from "@fairline/core";
import { Dialog } from "../../../visitor/Dialog.tsx";
import { timeOf } from "../../say.ts";
import { EndVisit } from "../hands/EndVisit.tsx";
import { Outcome } from "../hands/Outcome.tsx";
import type { RoomStore } from "../store.ts";
import type { Slot } from "./slot.ts";

interface SlotDialogProps {
  readonly store: RoomStore;
  readonly slot: Slot | undefined;
  readonly isOpen: boolean;
  readonly close: () => void;
}

/** Who is in a slot, since when and until when; and the end of that visit, after asking. */
export function SlotDialog({ store, slot, isOpen, close }: SlotDialogProps) {
  return (
    <Dialog isOpen={isOpen} close={close} title={`Slot ${slot?.lane ?? ""}`} testId="slot-dialog">
      {slot?.visit === undefined ? (
        <p className="ask-text">Nobody is in this slot now.</p>
      ) : (
        <Visit slot={slot} />
      )}
      <div className="ask-end">
        {slot?.visit !== undefined && (
          <EndVisit
            key={slot.visit.number}
            store={store}
            number={slot.visit.number}
            isCall={slot.visit.called}
          />
        )}
        <Outcome store={store} of={["end"]} />
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function Visit({ slot: { visit, state, secondsLeft } }: { slot: Slot }) {
  if (visit === undefined) return null;
  return (
    <dl className="details">
      <div>
        <dt>Number</dt>
        <dd data-testid="slot-number">{visit.number}</dd>
      </div>
      <div>
        <dt>In since</dt>
        <dd>{timeOf(visit.since)}</dd>
      </div>
      <div>
        <dt>Time left</dt>
        <dd>
          {duration(secondsLeft)}, until {timeOf(visit.expiresAt)}
        </dd>
      </div>
      {visit.extendedSeconds > 0 && (
        <div>
          <dt>More time</dt>
          <dd data-testid="slot-extended">{duration(visit.extendedSeconds)}, given by the site</dd>
        </div>
      )}
      {state !== "taken" && (
        <div>
          <dt>State</dt>
          <dd>
            {state === "called" ? "called, has not said “I’m here” yet" : "away: has no connection just now"}
          </dd>
        </div>
      )}
    </dl>
  );
}
