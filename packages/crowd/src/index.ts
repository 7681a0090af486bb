export { type Chance, seeded, streamSeed } from "./chance.ts";
export {
  type CrowdHooks,
  type CrowdOptions,
  circulate,
  observeCrowd,
  type Progress,
  runCrowd,
} from "./crowd.ts";
export type { Ask, History, SettingsSeen, VisitorEvent, VisitorHistory } from "./history.ts";
export { type Behaviour, type CrowdShape, keyOf, planCrowd, type VisitorPlan } from "./plan.ts";
export { type Asides, asidesOf, type Report, reportOf, type Spread } from "./report.ts";
export { CannotStart } from "./room.ts";
export { table } from "./table.ts";
export { type Answer, type Collector, Visitor, type VisitorOptions, type VisitorState } from "./visitor.ts";
