import type { LiveView } from "@fairline/core";
import { share, whole } from "../../say.ts";

const outcomes = ["completed", "expired", "left", "noshow"] as const;
const names = { completed: "Completed", expired: "Expired", left: "Left", noshow: "No-show" };

/** How tickets ended, in line or inside. */
export function Outcomes({ totals }: { totals: LiveView["totals"] }) {
  const sum = outcomes.reduce((total, outcome) => total + totals[outcome], 0);
  return (
    <section className="card" aria-labelledby="outcomes">
      <h2 id="outcomes">
        Outcomes <span className="faint">of {whole.format(sum)} tickets that are over</span>
      </h2>
      <div className="share" aria-hidden="true">
        {outcomes.map((outcome) => (
          <span key={outcome} data-outcome={outcome} style={{ flexGrow: totals[outcome] }} />
        ))}
      </div>
      <dl className="outcomes">
        {outcomes.map((outcome) => (
          <div key={outcome} data-outcome={outcome}>
            <dt>{names[outcome]}</dt>
            <dd>
              <strong data-testid={outcome}>{whole.format(totals[outcome])}</strong>{" "}
              <span>{sum > 0 && share(totals[outcome] / sum)}</span>
              {outcome === "left" && totals.leftWaiting > 0 && (
                <span className="outcome-more">{whole.format(totals.leftWaiting)} of them from the line</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
