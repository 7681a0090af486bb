export { type Chance, chance } from "./chance.ts";
export { type VirtualClock, virtualClock } from "./clock.ts";
export {
  type BeforeStep,
  crashing,
  Fault,
  type Faulty,
  heldBack,
  intercepted,
  refusing,
  type Step,
} from "./fault.ts";
export { breaksAfterTick, breaksAtRest, leftovers } from "./invariants.ts";
export { memoryLedger } from "./ledger.ts";
export { type MemoryLobby, memoryLobby } from "./lobby.ts";
export { plainPasses } from "./passes.ts";
export { type MemorySockets, memorySockets } from "./sockets.ts";
export { type MemoryTurns, memoryTurns } from "./turns.ts";
export { type Execution, type MemoryVisits, memoryVisits, type Stage } from "./visits.ts";
export { openWorld, type World } from "./world.ts";
