import type { Plan, QuotaNeeded } from "@fairline/planner/plan";
import { whole } from "../say.ts";
import { TableFrame } from "./TableFrame.tsx";

/** What to ask AWS for, and when it is not asked for. */
export function Quotas({ quotas, scaleCommand }: Pick<Plan, "quotas" | "scaleCommand">) {
  const tight = quotas.filter(({ verdict }) => verdict !== "enough");
  return (
    <section className="card" aria-labelledby="plan-quotas">
      <h2 id="plan-quotas">AWS quotas</h2>
      <p>
        {tight.length === 0
          ? "None is to be raised: each has a quarter left at least."
          : `${tight.length} of ${quotas.length} are too small, or nearly. AWS takes days to raise some: ask early.`}
      </p>
      <TableFrame
        label="Each quota"
        head={["Quota", "Needed", "By default", "What to do"]}
        rows={quotas.map((one) => [
          one.what,
          whole.format(one.needed),
          whole.format(one.limit),
          <Deed key="deed" {...one} />,
        ])}
      />
      <p className="note">
        Defaults of AWS as they were last read; a new account may have less, and yours count. Walls and the
        stacks’ own bounds, were all to come evenly and nobody to give up: <code>{scaleCommand}</code>
      </p>
    </section>
  );
}

function Deed({ verdict, askFor, where, beyond }: QuotaNeeded) {
  switch (verdict) {
    case "enough":
      return "enough";
    case "raise":
      return (
        <>
          <strong>raise to {whole.format(askFor ?? 0)}</strong> ({where}). If not, {beyond}.
        </>
      );
    case "near":
      return (
        <>
          <strong>nearly full, cannot be raised</strong>. Beyond it, {beyond}.
        </>
      );
    case "wall":
      return (
        <>
          <strong>too small, cannot be raised</strong>: {beyond}.
        </>
      );
    default:
      return verdict satisfies never;
  }
}
