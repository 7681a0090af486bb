import { useSpeech } from "../speech.tsx";
import { Leave } from "./Leave.tsx";
import type { VisitorStore } from "./state.ts";

/** Below a call: the number, to be sure, and the way out for whoever does not want the turn any more. */
export function Foot({ store, number }: { store: VisitorStore; number: number }) {
  const { words } = useSpeech();
  return (
    <section className="inner turn-end">
      <Leave store={store} />
      <dl className="facts">
        <div>
          <dt>{words.numberLabel}</dt>
          <dd data-testid="number">{number}</dd>
        </div>
      </dl>
    </section>
  );
}
