import type { PushCadence } from "@fairline/core";
import type { ArrivalShape, Distribution } from "@fairline/crowd/shape";

/** An event as its operator knows it beforehand: who comes, how they behave, and how the room is set. */
export interface Inputs {
  readonly visitors: number;
  readonly arrive: ArrivalShape;
  /** They come within so many seconds. */
  readonly overSeconds: number;
  /** X, Y and N. */
  readonly slots: number;
  readonly slotSeconds: number;
  readonly tickSeconds: number;
  /** How long a visitor needs at the site; Y cuts it off. */
  readonly dwellMs: Distribution;
  /** The share that is done after that; the others use all of Y. */
  readonly finishEarly: number;
  /** How long one waits before giving up; nothing: for ever. */
  readonly patienceMs?: Distribution | undefined;
  /** Beside that: the share that gives up while the crowd comes, or in the same time once more. */
  readonly abandon: number;
  /** The share that does not come when called: the slot waits for them for `graceSeconds`. */
  readonly noshow: number;
  readonly graceSeconds: number;
  /** From a visit's end to the next one's beginning in the same slot. */
  readonly handoverSeconds: number;
  /** `PUSH_PER_SECOND_MAX`. */
  readonly pushPerSecondMax: number;
  /** `PUSH_CADENCE`: who hears a tick that the budget allows. */
  readonly pushCadence: PushCadence;
  /** How many joins one invocation of `register` takes, 1 to 10. */
  readonly joinsPerBatch: number;
  /** Nine of ten are to wait no longer than this. */
  readonly targetWaitSeconds?: number | undefined;
  readonly region: string;
  readonly seed: number;
}
