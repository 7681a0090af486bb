/** How crowds come and behave, in words and in chance: nothing of Node is needed here, so a page may draw a crowd, too. */
export { type ArrivalShape, countOf, drawArrivals, lengthMs, scaledTo, type TraceStep } from "./arrivals.ts";
export { type Chance, seeded, streamSeed } from "./chance.ts";
export { type Distribution, draw } from "./distribution.ts";
export { parseDuration, showDuration } from "./durations.ts";
export { drawAbandonMs, drawPatienceMs } from "./patience.ts";
export {
  isFileName,
  readArrivalName,
  readShare,
  readWhole,
  timesAllowed,
  within,
} from "./texts.ts";
export { parseDistribution } from "./times.ts";
