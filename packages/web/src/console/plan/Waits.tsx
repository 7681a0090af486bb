import { roughly } from "@fairline/core";
import type { Plan } from "@fairline/planner/plan";
import { share, unbroken, whole } from "../say.ts";
import { TableFrame } from "./TableFrame.tsx";

/** From this share on, those who give up are felt by those behind them. */
const manyGiveUp = 0.05;

/** Who waits how long: by the time at which they come. */
export function Waits({ plan: { byArrival, told, outcomes } }: { plan: Plan }) {
  return (
    <section className="card" aria-labelledby="plan-waits">
      <h2 id="plan-waits">By time of arrival</h2>
      <TableFrame
        label="Waits by time of arrival"
        head={["They come", "Visitors", "Give up", "Median wait", "Nine of ten"]}
        rows={byArrival.map(({ fromSeconds, toSeconds, visitors, gaveUp, medianSeconds, p90Seconds }) => [
          unbroken(`${roughly(fromSeconds)} – ${roughly(toSeconds)}`),
          whole.format(visitors),
          whole.format(gaveUp),
          unbroken(roughly(medianSeconds)),
          unbroken(roughly(p90Seconds)),
        ])}
        isStacked
      />
      <p className="note">
        The wait of whoever comes then and stays.
        {told.within !== undefined &&
          ` Of the ranges that pages tell at first, ${share(told.within)} hold; ${share(told.earlier ?? 0)} are called earlier, ${share(told.later ?? 0)} later.`}
        {outcomes.gaveUp > manyGiveUp * outcomes.joined &&
          " Where many give up, the line is faster than it is told."}
      </p>
    </section>
  );
}
