import type { HandlerName } from "../packages/functions/src/wiring.ts";
import { makeFunction } from "./makeFunction.ts";

export const functions = {
  /** Lobby → tickets, and a turn for each. */
  register: makeFunction("register"),
  /** A turn → the head of the line gets the slot. */
  admit: makeFunction("admit"),
  /** The execution runs → the visitor is called. */
  openVisit: makeFunction("openVisit"),
  /** The visit is over → the slot is free. */
  settleVisit: makeFunction("settleVisit"),
  scheduleTicks: makeFunction("scheduleTicks"),
  /** Heals, and tells everybody how the line moves. */
  tick: makeFunction("tick"),
  /** HTTP. */
  api: makeFunction("api"),
  /** Invoked by a deploy. */
  seedRooms: makeFunction("seedRooms"),
} satisfies Record<HandlerName, ReturnType<typeof makeFunction>>;
