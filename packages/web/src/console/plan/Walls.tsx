import type { Plan, Wall } from "@fairline/planner/plan";
import { whole } from "../say.ts";
import { TableFrame } from "./TableFrame.tsx";

/** What no quota of AWS's moves: where the design itself, or a bound of the stacks' own, is full or nearly so. */
export function Walls({ walls }: Pick<Plan, "walls">) {
  if (walls.length === 0) return null;
  return (
    <section className="card" aria-labelledby="plan-walls">
      <h2 id="plan-walls" tabIndex={-1}>
        Walls
      </h2>
      <p>No quota of AWS’s helps here.</p>
      <TableFrame
        label="Each wall"
        head={["What", "Needed", "At most", "What to do"]}
        rows={walls.map((one) => [
          one.what,
          whole.format(Math.ceil(one.needed)),
          `${whole.format(one.limit)} ${one.unit}`,
          <Deed key="deed" {...one} />,
        ])}
        isStacked
      />
    </section>
  );
}

function Deed({ verdict, askFor, where, beyond }: Wall) {
  switch (verdict) {
    case "raise":
      return (
        <>
          <strong>raise to {whole.format(askFor ?? 0)}</strong> ({where}). If not: {beyond}.
        </>
      );
    case "near":
      return (
        <>
          <strong>nearly full</strong> ({where}). Beyond it: {beyond}.
        </>
      );
    case "wall":
      return (
        <>
          <strong>too small</strong> ({where}): {beyond}.
        </>
      );
    default:
      return verdict satisfies never;
  }
}
