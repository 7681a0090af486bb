import type { LiveView } from "@fairline/core";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import type { RoomStore } from "../store.ts";
import { Chart } from "./Chart.tsx";
import { type RangeName, rangeNames, stretchOf } from "./ranges.ts";
import { chartSpecs, pushesSpec } from "./specs.ts";
import { ValuesTable } from "./ValuesTable.tsx";

/** How the room came to be as it is. All charts have the same range, and one cursor. */
export function Charts({ store, view }: { store: RoomStore; view: LiveView }) {
  const history = useStore(store, (state) => state.history);
  const [range, setRange] = useState<RangeName>("10 min");
  const { samples, snapshot } = view;
  const stretch = useMemo(
    () => stretchOf(range, samples, history, Date.parse(snapshot.at)),
    [range, samples, history, snapshot.at],
  );
  const isNear = view.pushes.perSecond * 4 > view.pushes.perSecondMax;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart is made anew only when it has other lines
  const specs = useMemo(() => [...chartSpecs, pushesSpec(view)], [isNear, view.pushes.perSecondMax]);
  return (
    <section className="card" aria-labelledby="charts">
      <div className="card-head">
        <h2 id="charts">Over time</h2>
        <fieldset className="ranges">
          <legend className="unseen">How far back</legend>
          {rangeNames.map((name) => (
            <button
              key={name}
              type="button"
              className="button small"
              aria-pressed={name === range}
              onClick={() => setRange(name)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="charts">
        {specs.map((spec) => (
          <Chart key={spec.id} spec={spec} stretch={stretch} />
        ))}
      </div>
      <ValuesTable specs={specs} stretch={stretch} />
    </section>
  );
}
