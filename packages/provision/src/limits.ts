/** Bounds of this package; units last in the names. */
export const limits = {
  /** As the SDK's waiters have it: in seconds. An emulator that pulls an image first may need minutes for a function. */
  wait: { minDelay: 1, maxDelay: 2, maxWaitTime: 300 },
  /** Pages of a list that are read, of a hundred or so each. */
  pagesMax: 50,
} as const;
