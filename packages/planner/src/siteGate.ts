import { gbSecondsOf } from "./handlerTime.ts";
import { dollarsOf, plus, times, type Units } from "./units.ts";

/** A request to the API, whose function is taken to be busy for as long as with a completion. */
const request: Units = { httpRequests: 1, lambdaRequests: 1, lambdaGbSeconds: gbSecondsOf("completion") };

/** What a site's gate asks of Fairline. Read off the code, and not counted by a run. */
export const gateSteps = {
  /** The page asks for a code: room and ticket are read, the code is written. */
  code: plus(request, { readUnits: 2, writeUnits: 1 }),
  /** The gate exchanges it: room and ticket are read; the code is taken, and the visitor noted as present. */
  exchange: plus(request, { readUnits: 2, writeUnits: 2 }),
  /** Room and ticket are read. */
  renewal: plus(request, { readUnits: 2 }),
  /** More time: room (twice), ticket and slot are read; slot (two units) and ticket are written, the turn is hidden, "turn". */
  extension: plus(request, { readUnits: 4, writeUnits: 3, fifoRequests: 1, socketMessages: 1 }),
  /**
   * The time of a visit that was given more is up: SettleVisit finds time left, two `Pass` states take it over, and HoldSlot
   * begins again (docs/adr/0023-more-time.md).
   */
  roundAgain: {
    stateTransitions: 4,
    lambdaRequests: 2,
    lambdaGbSeconds: gbSecondsOf("settlement") + gbSecondsOf("opening"),
    readUnits: 4,
    writeUnits: 1,
  },
} as const satisfies Record<string, Units>;

/** For so long the gate trusts a pass, as it is by default. */
const leaseSeconds = 30;

export interface GateUse {
  readonly renewals: number;
  /** The end among them, which the bill of an event has already. */
  readonly requests: number;
  /** Beside that bill, in dollars a visitor. */
  readonly dollars: number;
}

/** What a visitor costs who goes to the site and asks for something there all the time: the dearest case. */
export function gateUse(staySeconds: number): GateUse {
  const renewals = Math.floor(staySeconds / leaseSeconds);
  const units = plus(gateSteps.code, gateSteps.exchange, times(renewals, gateSteps.renewal));
  return { renewals, requests: 3 + renewals, dollars: dollarsOf(units) };
}

/** What one who is given more time once costs beside that. */
export function extensionDollars(): number {
  return dollarsOf(plus(gateSteps.extension, gateSteps.roundAgain));
}
