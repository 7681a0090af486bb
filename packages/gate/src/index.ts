export type {
  Completed,
  Decision,
  Extended,
  FairlineCall,
  Gate,
  Refusal,
  Trouble,
  Visit,
} from "./decision.ts";
export type { GateOptions, RoomRule } from "./options.ts";
