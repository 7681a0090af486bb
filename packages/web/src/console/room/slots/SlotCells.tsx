import { type CSSProperties, memo } from "react";
import { whole } from "../../say.ts";
import type { Slot } from "./slot.ts";

interface SlotCellsProps {
  readonly slots: readonly Slot[];
  readonly open: (lane: number) => void;
}

/** Slots as cells: who is in it, for how long, and how long yet. */
export function SlotCells({ slots, open }: SlotCellsProps) {
  return (
    <ol className="slots" data-testid="slots">
      {slots.map(({ lane, state, visit, share, secondsIn, secondsLeft }) => (
        <SlotCell
          key={lane}
          lane={lane}
          state={state}
          number={visit?.number}
          share={share}
          secondsIn={secondsIn}
          secondsLeft={secondsLeft}
          open={open}
        />
      ))}
    </ol>
  );
}

interface SlotCellProps extends Omit<Slot, "visit"> {
  readonly number: number | undefined;
  readonly open: (lane: number) => void;
}

const SlotCell = memo(function SlotCell({
  lane,
  state,
  number,
  share,
  secondsIn,
  secondsLeft,
  open,
}: SlotCellProps) {
  if (number === undefined)
    return (
      <li data-slot={state}>
        <span className="slot-lane">{lane}</span>
        <span className="slot-number">{state}</span>
      </li>
    );
  const been = `for ${whole.format(secondsIn)} s`;
  return (
    <li data-slot={state} style={{ "--left": share } as CSSProperties}>
      <button type="button" onClick={() => open(lane)}>
        <span className="slot-lane">
          <span className="unseen">Slot </span>
          {lane}
        </span>
        <span className="slot-number">
          <span className="unseen">: number </span>
          {number}
        </span>
        <span className="slot-time">{state === "taken" ? been : `${state}, ${been}`}</span>
        <span className="slot-time">{whole.format(secondsLeft)} s left</span>
      </button>
    </li>
  );
});
