import { byService, type Plan } from "@fairline/planner/plan";
import { dollarsSaid } from "./dollars.ts";
import { TableFrame } from "./TableFrame.tsx";

/** The bill by service, and what stands beside the room. */
export function Cost({ plan: { bill, outcomes } }: { plan: Plan }) {
  const services = byService(bill.lines);
  const dates = bill.lines.map(({ price }) => price.knownOn).filter((date) => date !== "undated");
  return (
    <section className="card" aria-labelledby="plan-cost">
      <h2 id="plan-cost">Cost on AWS</h2>
      <TableFrame
        label="Cost by service"
        head={["Service", "Cost"]}
        rows={[
          ...services.map(({ service, dollars }) => [service, dollarsSaid(dollars)]),
          [<strong key="sum">Together</strong>, <strong key="dollars">{dollarsSaid(bill.dollars)}</strong>],
          ["A thousand visitors", dollarsSaid((bill.dollars / outcomes.joined) * 1000)],
          ...bill.beside.map(({ what, dollars }) => [`Beside it, roughly: ${what}`, dollarsSaid(dollars)]),
        ]}
      />
      <p className="note">
        Prices of us-east-1, first tier, no free tier, no taxes; the oldest of them was read {dates.sort()[0]}
        .
      </p>
    </section>
  );
}
