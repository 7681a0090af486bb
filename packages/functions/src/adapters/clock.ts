// No AWS service: the machine's own clock, which AWS keeps right: the Clock port.
import type { Clock } from "@fairline/core";

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  // One more: a timer counts whole milliseconds of another clock, and would at times be early by one of this.
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.ceil(ms)) + 1)),
};
