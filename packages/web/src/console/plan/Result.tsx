import { roughly } from "@fairline/core";
import type { Plan } from "@fairline/planner/plan";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { share, whole } from "../say.ts";
import { Budget } from "./Budget.tsx";
import { Cost } from "./Cost.tsx";
import { Curve } from "./Curve.tsx";
import { lastWaitCurve, lineCurve, waitsCurve } from "./curves.ts";
import { dollarsSaid } from "./dollars.ts";
import { Quotas } from "./Quotas.tsx";
import type { Shown } from "./store.ts";
import { toRaise } from "./summary.ts";
import { Waits } from "./Waits.tsx";
import { Walls } from "./Walls.tsx";

/** What an event comes to. */
export function Result({ plan, texts, tookMs, askedBy }: Shown) {
  const { waits } = plan;
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is brought into view once for each plan
  useEffect(() => {
    if (heading.current !== null) bringIntoView(heading.current, askedBy);
  }, [plan]);
  // A curve is drawn anew only for another plan.
  const curves = useMemo(() => [lineCurve(plan), waitsCurve(plan), lastWaitCurve(plan)], [plan]);
  return (
    <>
      <section className="card" aria-labelledby="plan-headline" data-testid="plan">
        <h2 id="plan-headline" ref={heading} tabIndex={-1}>
          What to expect
        </h2>
        <ToRaise {...plan} />
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
          <Figure name="Cost on AWS">{dollarsSaid(plan.bill.dollars)}</Figure>
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
      <Walls walls={plan.walls} />
      <Quotas {...plan} />
      <Cost plan={plan} />
      <Budget pushes={plan.pushes} />
    </>
  );
}

/** As in plan.css: the result stands under the form, where nobody sees it come. */
const standsBelow = "(max-width: 61.99rem)";

/** To whoever asked by hand goes the focus, too; who opened a link and already reads is left alone. */
function bringIntoView(heading: HTMLElement, askedBy: Shown["askedBy"]): void {
  if (askedBy === "opening" || !matchMedia(standsBelow).matches) return;
  if (askedBy === "link" && window.scrollY > 0) return;
  heading.scrollIntoView();
  if (askedBy === "hand") heading.focus({ preventScroll: true });
}

/** What is most urgent, for AWS takes its time; it leads to the walls, or else to the quotas. */
function ToRaise(plan: Pick<Plan, "quotas" | "walls">) {
  const said = toRaise(plan);
  const goThere = () => {
    const heading = document.getElementById(plan.walls.length > 0 ? "plan-walls" : "plan-quotas");
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  };
  return (
    // The address is the plan's own: a link within the page would take its place.
    <button type="button" className="plan-urgent" data-testid="plan-urgent" onClick={goThere}>
      {`${said.charAt(0).toUpperCase()}${said.slice(1)}.`}
    </button>
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

function Needed({ plan: { slotsNeeded, outcomes }, planned }: { plan: Plan; planned: string }) {
  if (slotsNeeded === undefined) return null;
  const { slots, targetSeconds, onTimeAsPlanned } = slotsNeeded;
  return (
    <p className="plan-needed" data-testid="slots-needed">
      For nine of ten to wait at most {roughly(targetSeconds)},{" "}
      {slots === undefined ? (
        "no number of slots is enough."
      ) : (
        <>
          {/* Where some give up, the search is right but for chance. */}X must be{" "}
          {outcomes.gaveUp > 0 && "about "}
          <strong>{whole.format(slots)}</strong>.
        </>
      )}{" "}
      With {planned} it is {share(onTimeAsPlanned)} of all who come, had they stayed.
    </p>
  );
}
