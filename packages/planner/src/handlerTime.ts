import { type HandlerName, wiring } from "@fairline/functions/wiring.ts";

/**
 * Which handler a step keeps busy, and for how many milliseconds. Estimates: medians of
 * `npm run bench:bill -- --visitors 40 --slots 4 --over 30s --stay 1s`, where hardly two invocations overlap; the dearer of
 * two runs on a busy machine of two cores that emulated the services too. The other took a third to a half of that.
 */
export const handlerTime = {
  join: { handler: "register", ms: 30 },
  joinBatch: { handler: "register", ms: 80 },
  admission: { handler: "admit", ms: 85 },
  opening: { handler: "openVisit", ms: 31 },
  completion: { handler: "api", ms: 25 },
  settlement: { handler: "settleVisit", ms: 30 },
  departureBatch: { handler: "register", ms: 7 },
  surplusTurn: { handler: "admit", ms: 47 },
  plan: { handler: "scheduleTicks", ms: 84 },
  tick: { handler: "tick", ms: 84 },
  spareTick: { handler: "tick", ms: 38 },
  /** A broadcast's milliseconds, divided by its pushes. */
  push: { handler: "tick", ms: 7 },
} as const satisfies Record<string, { readonly handler: HandlerName; readonly ms: number }>;

/** What Lambda bills for that time: by the memory that the handler has in the wiring. */
export function gbSecondsOf(step: keyof typeof handlerTime): number {
  const { handler, ms } = handlerTime[step];
  return (ms / 1000) * (wiring.memoryMb[handler] / 1024);
}
