import { type LiveView, type Outlook, roughly } from "@fairline/core";
import { dollarsSaid, hourlyCost } from "@fairline/planner/cost";
import { useStore } from "zustand";
import { lastWaitSaid, rate, unbroken } from "../../say.ts";
import type { Foreseen } from "../state.ts";
import type { RoomStore } from "../store.ts";
import { shownIn } from "./foresight.ts";
import { isTouched } from "./form.ts";

/** What the typed settings would do, before they are saved. It keeps its height, whatever it says: Save stands below it. */
export function Effect({ store, view }: { store: RoomStore; view: LiveView }) {
  const foresight = useStore(store, (state) => state.foresight);
  const isTyping = useStore(store, ({ form }) => form.form === "ready" && isTouched(form));
  if (!isTyping) return null;
  const shown = shownIn(foresight);
  return (
    <section
      className="effect"
      data-testid="effect"
      data-foresight={foresight.kind}
      aria-live="polite"
      aria-label="What this will do"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <h3>What this will do</h3>
      {foresight.kind === "none" && <p className="note">Not foreseen while a field is refused.</p>}
      {foresight.kind === "failed" && <p className="note refusal">Not foreseen: {foresight.message}</p>}
      {foresight.kind === "asking" && shown === undefined && <p className="note">One moment…</p>}
      {shown && <Comparison {...shown} view={view} />}
    </section>
  );
}

function Comparison({ preview: { effects, now, then }, change, view }: Foreseen & { view: LiveView }) {
  const { waiting } = view.snapshot;
  return (
    <>
      <ul className="effects">
        {effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <table className="outlook" aria-live="off">
        <thead>
          <tr>
            <td />
            <th scope="col">Now</th>
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, said }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{unbroken(said(now, waiting))}</td>
              <td>{unbroken(said(then, waiting))}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Cost an hour on AWS</th>
            <td>{dollarsSaid(hourlyCost(view, now))}</td>
            <td>{dollarsSaid(hourlyCost(view, then, change))}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}

const rows: readonly {
  readonly name: string;
  readonly said: (outlook: Outlook, waiting: number) => string;
}[] = [
  {
    name: "Wait of the last in line",
    said: ({ lastWait }, waiting) => lastWaitSaid(lastWait, waiting).likely,
  },
  {
    name: "Until all are called",
    said: ({ drainSeconds }, waiting) => {
      if (waiting === 0) return "nobody waits";
      return drainSeconds === undefined ? "never" : roughly(drainSeconds);
    },
  },
  { name: "Admitted per minute", said: ({ admittedPerMinute }) => rate(admittedPerMinute) },
  { name: "Pushes per second", said: ({ pushesPerSecond }) => rate(pushesPerSecond) },
];
