import type { Plan, QuotaNeeded } from "@fairline/planner/plan";
import { whole } from "../say.ts";
import { TableFrame } from "./TableFrame.tsx";

type QuotasProps = Pick<Plan, "quotas" | "walls" | "reconnecting" | "scaleCommand">;

/** What to ask AWS for, and when it is not asked for. What is enough is folded. */
export function Quotas({ quotas, walls, reconnecting, scaleCommand }: QuotasProps) {
  const tight = quotas.filter(({ verdict }) => verdict !== "enough");
  const enough = quotas.filter(({ verdict }) => verdict === "enough");
  return (
    <section className="card" aria-labelledby="plan-quotas">
      <h2 id="plan-quotas" tabIndex={-1}>
        AWS quotas
      </h2>
      <p>
        {tight.length === 0
          ? `No quota is to be raised: each has a quarter left at least${walls.length === 0 ? "" : ". Yet there are the walls above"}.`
          : `${tight.length} of ${quotas.length} are too small, or nearly. AWS takes days to raise some: ask early.`}
      </p>
      {tight.length > 0 && (
        <TableFrame
          label="Each quota that is too small"
          head={["Quota", "Needed", "By default", "What to do"]}
          rows={tight.map((one) => [...figuresOf(one), <Deed key="deed" {...one} />])}
          isStacked
        />
      )}
      {enough.length > 0 && (
        <details>
          <summary>{enough.length === 1 ? "1 is enough" : `${enough.length} are enough`}</summary>
          <TableFrame
            label="Each quota that is enough"
            head={["Quota", "Needed", "By default"]}
            rows={enough.map(figuresOf)}
            isStacked
          />
        </details>
      )}
      {reconnecting > 0 && (
        <p className="note">
          {whole.format(reconnecting)} stay for longer than two hours, after which API Gateway ends their
          sockets. They open others, as fast as they came: the connections count them again.
        </p>
      )}
      <p className="note">
        Defaults of AWS as they were last read; a new account may have less, and yours count. How soon each
        has a number, were all to come evenly and nobody to give up: <code>{scaleCommand}</code>
      </p>
    </section>
  );
}

function figuresOf({ what, needed, limit }: QuotaNeeded): string[] {
  return [what, whole.format(needed), whole.format(limit)];
}

function Deed({ verdict, askFor, where, beyond }: QuotaNeeded) {
  switch (verdict) {
    case "enough":
      return "nothing";
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
