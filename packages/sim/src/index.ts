export { type Examined, examine } from "./examine.ts";
export { type FaultName, type Faults, faultNames, faultsOf, hostile, noFaults, only } from "./faults.ts";
export { breaks, invariants } from "./invariants/index.ts";
export { type Plan, planOf } from "./plan.ts";
export { neverHappened, type RunOptions, type RunResult, run } from "./run.ts";
export { breaksInvariant, invariantOf, shrink } from "./shrink.ts";
export { type Simulated, simulate } from "./simulate.ts";
export { tellHistory, tellPlan } from "./story.ts";
