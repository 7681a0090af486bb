/** A clock that only the test moves. */
export interface Clock {
  nowMs(): number;
  pass(seconds: number): void;
}

export function testClock(): Clock {
  let nowMs = Date.UTC(2030, 0, 31, 9);
  return {
    nowMs: () => nowMs,
    pass(seconds) {
      nowMs += seconds * 1000;
    },
  };
}
