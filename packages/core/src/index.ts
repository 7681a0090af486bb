export { admit, type TurnResult } from "./admit.ts";
export { ticketMessage } from "./answers.ts";
export { fairline, readLog } from "./audit.ts";
export { type CallingIn, callIn, type EndingByHand, endByHand, viewTicket } from "./byHand.ts";
export {
  type Cadence,
  nearPlaces,
  type PushCadence,
  placeErrorMax,
  pushesPerTick,
  ticksBetween,
  ticksMaxAt,
} from "./cadence.ts";
export { confirm } from "./call.ts";
export { type Commit, complete, reserve } from "./commit.ts";
export { concurrently } from "./concurrently.ts";
export { disconnect, givesWayTo } from "./connections.ts";
export { countedOn, nothingTold, withMark } from "./course.ts";
export { type Deferring, defer } from "./defer.ts";
export { doingOf, type RoomDoing } from "./doing.ts";
export { duration, roughly } from "./durations.ts";
export { effectsOf } from "./effects.ts";
export { type Extension, extend } from "./extend.ts";
export {
  lastWait,
  noShowRate,
  ratesNeedAfterMs,
  ratesNow,
  sampleOf,
  waitsOf,
} from "./figures.ts";
export {
  type ArrivalAtSite,
  arriveAtSite,
  type Bearer,
  type Departure,
  leaveForSite,
  type Renewal,
  renew,
} from "./goToSite.ts";
export { offerPlace, type Takeover, takePlace } from "./handover.ts";
export { healIdleSlots, turnsForIdleSlots } from "./heal.ts";
export { type Broadcast, heardBy } from "./heardBy.ts";
export * from "./limits.ts";
export * from "./line.ts";
export * from "./looking.ts";
export * from "./messages.ts";
export * from "./operating.ts";
export { outlook, type Situation, situationOf } from "./outlook.ts";
export { type Pace, pace, type Standing, type WaitRange, waitRange } from "./pace.ts";
export { nothingSeen, type PaceMoment, type PaceSettings, withSample } from "./paceMemory.ts";
export * from "./ports.ts";
export { type Arrival, comeBack, leave } from "./presence.ts";
export { type LobbyEntry, register } from "./register.ts";
export { type By, type Change, changeSettings, ensureRoom, resetRoom } from "./rooms.ts";
export * from "./settings.ts";
export { changeState, type StateChange, type StateDeed, stateChanges, stateDeeds } from "./states.ts";
export {
  broadcast,
  farewell,
  type Observation,
  observe,
  type PlannedTick,
  planTicks,
  roomWithoutTicks,
  snapshot,
  type Ticked,
  type Told,
  tick,
} from "./tick.ts";
export { type Undoing, undo } from "./undo.ts";
export { type NotOver, openVisit, type Settled, settleVisit } from "./visit.ts";
