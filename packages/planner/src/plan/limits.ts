import { limits as core } from "@fairline/core";

/** Every bound of a plan, in one place. */
export const limits = {
  /** What a browser's memory holds with ease: about 100 bytes each. */
  visitorsMax: 2_000_000,
  overMsMax: 86_400_000,
  /** An arrival a line. */
  traceLinesMax: 2_000_000,
  patienceMsMax: 86_400_000,
  targetWaitMsMax: 86_400_000,
  dwellMsMax: core.slotSecondsMax * 1000,
  handoverMsMax: 60_000,
  pushPerSecondMax: 1_000_000,
  joinsPerBatchMax: 10,
  seedMax: 0xffff_ffff,
  /** The line is looked at so often at most, and told at so many points. */
  momentsMax: 2000,
  pointsMax: 300,
  /** Peaks are looked for so far: in twelve days all have come, and the longest visits have followed each other 20 times. */
  stretchesMax: 100_000,
  /** Of a large crowd so many are asked what they were told. */
  askedMax: 2000,
} as const;
