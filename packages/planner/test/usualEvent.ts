import type { Event } from "../src/event.ts";

/** Ten thousand visitors, as docs/cost.md has them; also what `npm run cost` prices without flags. */
export const usualEvent: Event = {
  visitors: 10_000,
  arriveSeconds: 600,
  slots: 100,
  staySeconds: 60,
  handoverSeconds: 1,
  tickSeconds: 5,
  pushPerSecondMax: 5000,
  joinsPerBatch: 1,
  departuresPerBatch: 1,
};
