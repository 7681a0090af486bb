import "../../withoutEval.ts";
import { plan, readInputs, type Texts } from "@fairline/planner/plan";
import type { Planned } from "./planning.ts";

/** The page's other thread: it is sent what was typed, and answers with the plan. */
self.addEventListener("message", ({ data }: MessageEvent<Texts>) => {
  const reading = readInputs(data);
  if (reading.kind === "refused") return answer({ kind: "failed", message: "The inputs are refused." });
  const fromMs = performance.now();
  answer({ kind: "planned", plan: plan(reading.inputs), tookMs: performance.now() - fromMs });
});

function answer(planned: Planned): void {
  self.postMessage(planned);
}
