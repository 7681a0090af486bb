export {
  type BusyCrowd,
  type BusyRoom,
  busyRoom,
  type PreviewedChange,
  previewOf,
  situation,
  timesInRange,
} from "./busyRoom.ts";
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
export { type Entering, lobbyQueue, type MemoryLobby, memoryLobby } from "./lobby.ts";
export { type PlainPasses, plainPasses } from "./passes.ts";
export { type MemorySockets, memorySockets } from "./sockets.ts";
export { type MemoryTurns, memoryTurns, turnsQueue } from "./turns.ts";
export {
  afterSettling,
  type Execution,
  type ExecutionState,
  type MemoryVisits,
  memoryVisits,
  stepVisit,
  timeIsUp,
  unheard,
  type VisitCalls,
  visitRetries,
} from "./visits.ts";
export { openWorld, type World } from "./world.ts";
