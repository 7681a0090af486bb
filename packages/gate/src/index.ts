export type {
  Completed,
  Decision,
  Extended,
  FairlineCall,
  Finding,
  Gate,
  Refusal,
  Trouble,
  Visit,
} from "./decision.ts";
export { createGate } from "./gate.ts";
export { told, visitHeader } from "./onward.ts";
export type { GateOptions, RoomRule } from "./options.ts";
export { addressOf } from "./target.ts";
