export { CannotStart } from "./cannotStart.ts";
export type { Progress } from "./census.ts";
export { type CrowdHooks, type CrowdOptions, circulate, observeCrowd, runCrowd } from "./crowd.ts";
export type { Answer } from "./desk.ts";
export type {
  Ask,
  AwayWhy,
  History,
  SettingsSeen,
  ShownPlace,
  TickSeen,
  VisitorEvent,
  VisitorHistory,
} from "./history.ts";
export type { Spread, WideSpread } from "./numbers.ts";
export type { PlaceError } from "./place/error.ts";
export { type Asides, asidesOf, type Report, reportOf } from "./report.ts";
export type { ArrivalShape, TraceStep } from "./shape/arrivals.ts";
export { type Chance, seeded, streamSeed } from "./shape/chance.ts";
export type { Distribution } from "./shape/distribution.ts";
export { type Behaviour, type CrowdShape, drawCrowd, keyOf, type VisitorScript } from "./shape/plan.ts";
export { table } from "./table.ts";
export { type Collector, Visitor, type VisitorOptions } from "./visitor.ts";
export type { VisitorState } from "./visitorState.ts";
