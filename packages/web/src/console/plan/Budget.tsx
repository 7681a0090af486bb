import { roughly } from "@fairline/core";
import type { Plan } from "@fairline/planner/plan";
import { rate, whole } from "../say.ts";
import { TableFrame } from "./TableFrame.tsx";

/** Who hears how often, and what that costs in pushes. */
export function Budget({ pushes }: Pick<Plan, "pushes">) {
  const { places, perSecondMax } = pushes;
  return (
    <section className="card" aria-labelledby="plan-pushes">
      <h2 id="plan-pushes">Pushes</h2>
      <TableFrame
        label="How many pushes"
        head={["", "A second, at the peak", "In all"]}
        rows={[
          ["As places are told", rate(pushes.peakPerSecond), whole.format(Math.round(pushes.total))],
          [
            "If all heard every tick",
            rate(pushes.peakPerSecondEveryTick),
            whole.format(Math.round(pushes.totalEveryTick)),
          ],
        ]}
      />
      {places.length > 0 && (
        <TableFrame
          label="Who hears how often"
          head={["Place in the longest line", "Hears every"]}
          rows={places.map(({ place, everySeconds }) => [whole.format(place), roughly(everySeconds)])}
        />
      )}
      <p className="note">
        {perSecondMax === Number.POSITIVE_INFINITY
          ? "There is no budget."
          : `The budget is ${whole.format(perSecondMax)} a second for those in line; visits under way come on top.`}
      </p>
    </section>
  );
}
