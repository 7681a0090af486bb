import type { Outlook, Preview } from "@fairline/core";
import { useStore } from "zustand";
import { rate, roughly, waitSaid } from "../../say.ts";
import type { RoomStore } from "../store.ts";
import { shownIn } from "./foresight.ts";

/** What the typed settings would do, before they are saved. It keeps its room while it is asked for anew. */
export function Effect({ store }: { store: RoomStore }) {
  const foresight = useStore(store, (state) => state.foresight);
  if (foresight.kind === "none") return null;
  const preview = shownIn(foresight);
  return (
    <div className="effect wide" data-testid="effect" data-foresight={foresight.kind} aria-live="polite">
      <h3>What this will do</h3>
      {foresight.kind === "failed" && <p className="note refusal">Not foreseen: {foresight.message}</p>}
      {foresight.kind === "asking" && preview === undefined && <p className="note">One moment…</p>}
      {preview && <Foreseen preview={preview} />}
    </div>
  );
}

function Foreseen({ preview: { effects, now, then } }: { preview: Preview }) {
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
              <td>{said(now)}</td>
              <td>{said(then)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const rows: readonly { readonly name: string; readonly said: (outlook: Outlook) => string }[] = [
  { name: "Likely wait of the last", said: ({ lastWait }) => waitSaid(lastWait).likely },
  {
    name: "All who wait are called in",
    said: ({ drainSeconds }) => (drainSeconds === undefined ? "never" : roughly(drainSeconds)),
  },
  { name: "Let in per minute", said: ({ admittedPerMinute }) => rate(admittedPerMinute) },
  { name: "Pushes per second", said: ({ pushesPerSecond }) => rate(pushesPerSecond) },
];
