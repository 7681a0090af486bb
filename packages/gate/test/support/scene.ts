import { afterAll, beforeAll, beforeEach } from "vitest";
import { createGate, type Gate, type GateOptions, type Trouble } from "../../src/index.ts";
import { type Clock, testClock } from "./clock.ts";
import { type FakeFairline, startFakeFairline } from "./fairline.ts";

/** What the tests of a file share: a clock, a Fairline, and gates that tell their troubles. */
export interface Scene {
  readonly clock: Clock;
  readonly fairline: FakeFairline;
  /** Those since the test began. */
  readonly troubles: readonly Trouble[];
  gateOf(options?: Partial<GateOptions>): Gate;
}

/** Begins before the first test of the file and ends after its last; before each, Fairline is there and nobody has called it. */
export function sceneOf(always: Partial<GateOptions> = {}): Scene {
  const clock = testClock();
  const troubles: Trouble[] = [];
  let fairline: FakeFairline | undefined;
  const started = (): FakeFairline => {
    if (fairline === undefined)
      throw new Error("Fairline is started before the first test, and not earlier.");
    return fairline;
  };

  beforeAll(async () => {
    fairline = await startFakeFairline(clock);
  });
  afterAll(() => fairline?.stop());
  beforeEach(() => {
    Object.assign(started(), { isDown: false, moreSeconds: 0, beforeKeys: async () => {} });
    started().calls.length = 0;
    troubles.length = 0;
  });

  return {
    clock,
    troubles,
    get fairline() {
      return started();
    },
    gateOf(options = {}) {
      const { url, siteKey } = started();
      const onTrouble = (trouble: Trouble) => void troubles.push(trouble);
      return createGate({ url, room: "shop", siteKey, nowMs: clock.nowMs, onTrouble, ...always, ...options });
    },
  };
}
