import type { ReactNode } from "react";
import { useSpeech } from "../speech.tsx";
import { Digits } from "./Digits.tsx";

/** Below a call and a turn: the way out, and the number, to be sure. */
export function Foot({ number, children }: { number: number; children: ReactNode }) {
  const { words } = useSpeech();
  return (
    <section className="inner turn-end">
      {children}
      <dl className="facts">
        <div>
          <dt>{words.numberLabel}</dt>
          <dd data-testid="number">
            <Digits value={number} />
          </dd>
        </div>
      </dl>
    </section>
  );
}
