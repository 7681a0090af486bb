import { filled } from "../doc.ts";
import { readInputs } from "./fields.ts";
import { plan } from "./plan.ts";
import { partsOf } from "./report.ts";

/** The event of docs/planning.md, as it is typed there. */
export const example = {
  visitors: "50000",
  arrive: "ramp",
  over: "10m",
  slots: "500",
  seconds: "120",
  dwell: "lognormal:45s,110s",
  patience: "exp:20m",
  "target-wait": "15m",
} as const;

/** docs/planning.md with what its example comes to. A test holds the document against it. */
export function withExample(text: string): string {
  const reading = readInputs(example);
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.refusals));
  const { opening, waits, needed, costs } = partsOf(reading.inputs, plan(reading.inputs));
  const fenced = (...parts: (string | undefined)[]) => ["```", parts.join("\n\n"), "```"].join("\n");
  return filled(text, { line: fenced(opening, waits), needed: fenced(needed), costs: fenced(costs) });
}
