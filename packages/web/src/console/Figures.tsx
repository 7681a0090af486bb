import type { LiveView } from "@fairline/core";
import { Sparkline } from "./Sparkline.tsx";

const whole = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** Seconds as a person reads them at a glance: `8.4 s`, `3 min 32 s`, `2 h 5 min`. */
export function span(seconds: number): string {
  if (seconds < 100) return `${decimal.format(seconds)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  return `${Math.floor(rounded / 3600)} h ${Math.floor((rounded % 3600) / 60)} min`;
}

/** The numbers of the room, and how they came to be. */
export function Figures({ view }: { view: LiveView }) {
  const { snapshot, totals, samples } = view;
  const lastTickMs =
    view.lastTickAt === undefined ? undefined : Date.parse(snapshot.at) - Date.parse(view.lastTickAt);
  return (
    <>
      <section className="figures" aria-label="Now">
        <Figure name="Waiting" id="waiting" value={whole.format(snapshot.waiting)} large />
        <Figure
          name="Active"
          id="active"
          value={whole.format(snapshot.active)}
          of={`of ${whole.format(snapshot.slots)}`}
          large
        />
        <Figure name="Next to be called" id="serving" value={whole.format(snapshot.serving)} />
        <Figure name="Numbers given out" id="issued" value={whole.format(snapshot.issued)} />
        <Figure name="Mean wait" id="mean-wait" value={span(view.waitSecondsMean)} />
        <Figure
          name="Pace"
          id="pace"
          value={span(snapshot.paceSeconds)}
          of={`a place, at worst ${span(snapshot.paceSecondsP90)}`}
        />
        <Figure
          name="Last tick"
          id="last-tick"
          value={lastTickMs === undefined ? "none yet" : `${span(Math.max(0, lastTickMs) / 1000)} ago`}
          of={`every ${span(snapshot.tickSeconds)}`}
        />
        <Figure name="Run" id="run" value={whole.format(view.run)} of="one more with each reset" />
      </section>
      <section className="card charts" aria-label="Lately">
        <Sparkline name="Waiting" samples={samples} of={(sample) => sample.waiting} />
        <Sparkline
          name="Active"
          samples={samples}
          of={(sample) => sample.active}
          atLeast={snapshot.slots}
          level={snapshot.slots}
        />
      </section>
      <Outcomes totals={totals} />
    </>
  );
}

interface FigureProps {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly of?: string;
  readonly large?: boolean;
}

function Figure({ name, id, value, of, large = false }: FigureProps) {
  return (
    <div className={large ? "figure large" : "figure"}>
      <h2>{name}</h2>
      <p>
        <strong data-testid={id}>{value}</strong> {of !== undefined && <span>{of}</span>}
      </p>
    </div>
  );
}

const outcomes = ["completed", "expired", "left", "noshow"] as const;
const outcomeNames = { completed: "Completed", expired: "Expired", left: "Left", noshow: "No-show" };

function Outcomes({ totals }: { totals: LiveView["totals"] }) {
  const sum = outcomes.reduce((total, outcome) => total + totals[outcome], 0);
  return (
    <section className="card" aria-labelledby="outcomes">
      <h2 id="outcomes">
        Outcomes{" "}
        <span className="faint">of {whole.format(sum)} tickets, in line or inside, that are over</span>
      </h2>
      <div className="share" aria-hidden="true">
        {outcomes.map((outcome) => (
          <span key={outcome} data-outcome={outcome} style={{ flexGrow: totals[outcome] }} />
        ))}
      </div>
      <dl className="outcomes">
        {outcomes.map((outcome) => (
          <div key={outcome} data-outcome={outcome}>
            <dt>{outcomeNames[outcome]}</dt>
            <dd>
              <strong data-testid={outcome}>{whole.format(totals[outcome])}</strong>{" "}
              <span>{sum === 0 ? "" : `${Math.round((100 * totals[outcome]) / sum)} %`}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
