import { roughly } from "@fairline/core";
import type { Plan } from "@fairline/planner/plan";
import { type ReactNode, useMemo } from "react";
import { share, whole } from "../say.ts";
import { Budget } from "./Budget.tsx";
import { Cost } from "./Cost.tsx";
import { Curve } from "./Curve.tsx";
import { lastWaitCurve, lineCurve, waitsCurve } from "./curves.ts";
import { Quotas } from "./Quotas.tsx";
import type { Shown } from "./store.ts";
import { Waits } from "./Waits.tsx";

/** What an event comes to. */
export function Result({ plan, texts, tookMs }: Shown) {
  const { waits } = plan;
  // A curve is drawn anew only for another plan.
  const curves = useMemo(() => [lineCurve(plan), waitsCurve(plan), lastWaitCurve(plan)], [plan]);
  return (
    <>
      <section className="card" aria-labelledby="plan-headline" data-testid="plan">
        <h2 id="plan-headline">What to expect</h2>
        <dl className="plan-figures">
          <Figure name="Median wait">{waits ? roughly(waits.medianSeconds) : "nobody is let in"}</Figure>
          <Figure name="Nine of ten wait at most">{waits ? roughly(waits.p90Seconds) : "–"}</Figure>
          <Figure name="Longest wait">{waits ? roughly(waits.longestSeconds) : "–"}</Figure>
          <Figure name="Give up">{gaveUp(plan)}</Figure>
          <Figure name="Longest line">{whole.format(plan.line.longest)}</Figure>
          <Figure name="The last one is let in after">{roughly(plan.line.drainedSeconds)}</Figure>
          <Figure name="Slots in use while somebody waits">
            {plan.line.utilisation === undefined ? "nobody waits" : share(plan.line.utilisation)}
          </Figure>
          <Figure name="Cost on AWS">{`$${plan.bill.dollars.toFixed(2)}`}</Figure>
        </dl>
        <Needed plan={plan} planned={texts.slots ?? ""} />
        <p className="faint">
          {whole.format(plan.outcomes.joined)} visitors were played in {(tookMs / 1000).toFixed(1)} s, here in
          your browser.
        </p>
      </section>
      <section className="card" aria-labelledby="plan-curves">
        <h2 id="plan-curves">How it goes</h2>
        <div className="charts">
          {curves.map((curve) => (
            <Curve key={curve.id} curve={curve} />
          ))}
        </div>
      </section>
      <Waits plan={plan} />
      <Quotas quotas={plan.quotas} scaleCommand={plan.scaleCommand} />
      <Cost plan={plan} />
      <Budget pushes={plan.pushes} />
    </>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function gaveUp({ outcomes: { gaveUp, joined } }: Plan): string {
  return gaveUp === 0 ? "nobody" : `${whole.format(gaveUp)} (${share(gaveUp / joined)})`;
}

function Needed({ plan: { slotsNeeded }, planned }: { plan: Plan; planned: string }) {
  if (slotsNeeded === undefined) return null;
  const { slots, targetSeconds, onTimeAsPlanned } = slotsNeeded;
  return (
    <p className="plan-needed" data-testid="slots-needed">
      For nine of ten to wait at most {roughly(targetSeconds)},{" "}
      {slots === undefined ? (
        "no number of slots is enough."
      ) : (
        <>
          X must be <strong>{whole.format(slots)}</strong>.
        </>
      )}{" "}
      With {planned} it is {share(onTimeAsPlanned)} of all who come, had they stayed.
    </p>
  );
}
