import { afterEach, describe, expect, test, vi } from "vitest";
import { createRing } from "../src/visitor/alerts/ring.ts";
import { vibrate } from "../src/visitor/alerts/vibrate.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a browser's sound", () => {
  test("is not there where the browser has none, and a click changes nothing", async () => {
    const ring = createRing();
    expect(ring.isSupported()).toBe(false);
    await ring.allow();
    ring.ring();
    expect(ring.isAllowed()).toBe(false);
  });

  test("is taken for none once the browser has refused it", async () => {
    vi.stubGlobal(
      "AudioContext",
      class {
        constructor() {
          throw new DOMException("no audio device", "NotSupportedError");
        }
      },
    );
    const ring = createRing();
    expect(ring.isSupported()).toBe(true);
    await ring.allow();
    expect(ring.isSupported()).toBe(false);
    expect(ring.isAllowed()).toBe(false);
  });

  test("is allowed once it runs", async () => {
    vi.stubGlobal(
      "AudioContext",
      class {
        state = "suspended";
        async resume() {
          this.state = "running";
        }
      },
    );
    const ring = createRing();
    expect(ring.isAllowed()).toBe(false);
    await ring.allow();
    expect([ring.isSupported(), ring.isAllowed()]).toEqual([true, true]);
  });
});

test.each([
  ["was tapped in", { hasBeenActive: true }, 1],
  ["was not tapped in", { hasBeenActive: false }, 0],
  ["cannot tell", undefined, 0],
])("a page that %s vibrates so often: %o, %i", (_, userActivation, times) => {
  const felt = vi.fn();
  vi.stubGlobal("navigator", { userActivation, vibrate: felt });
  vibrate();
  expect(felt).toHaveBeenCalledTimes(times);
});

test("a browser that knows no vibration does without", () => {
  vi.stubGlobal("navigator", { userActivation: { hasBeenActive: true } });
  expect(vibrate).not.toThrow();
});
