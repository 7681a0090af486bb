import type { HandlerName } from "../packages/functions/src/wiring.ts";
import { makeFunction } from "./makeFunction.ts";

/** Memory is processor time, too: at 1,769 MB a function has one whole processor. */
export const functions = {
  /** Lobby → tickets, and a turn for each. */
  register: makeFunction("register", "1024 MB"),
  /** A turn → the head of the line gets the slot. */
  admit: makeFunction("admit", "512 MB"),
  /** The execution runs → the visitor is called. */
  openVisit: makeFunction("openVisit", "512 MB"),
  /** The visit is over → the slot is free. */
  settleVisit: makeFunction("settleVisit", "512 MB"),
  scheduleTicks: makeFunction("scheduleTicks", "512 MB"),
  /** Heals, and tells everybody how the line moves. */
  tick: makeFunction("tick", "1769 MB"),
  /** HTTP. */
  api: makeFunction("api", "1024 MB"),
  /** Invoked by a deploy. */
  seedRooms: makeFunction("seedRooms", "512 MB"),
} satisfies Record<HandlerName, ReturnType<typeof makeFunction>>;
