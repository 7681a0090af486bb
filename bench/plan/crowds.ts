import type { Texts } from "@fairline/planner/plan";

/** A small crowd, in the words of `npm run crowd` and of `npm run plan`, which are the same. */
export interface SmallCrowd {
  readonly name: string;
  /** Who comes, in words. */
  readonly about: string;
  readonly slots: number;
  readonly slotSeconds: number;
  readonly flags: Texts;
}

/**
 * Three that differ in all that a plan knows: how they come, how long they stay, and whether they give up. A few calls a
 * second, so that any machine keeps up; and stays that do not differ too much, lest so small a crowd be chance alone.
 */
export const crowds: readonly SmallCrowd[] = [
  {
    name: "rush",
    about: "200 come at once and stay until they are done; X = 20",
    slots: 20,
    slotSeconds: 20,
    flags: { visitors: "200", arrive: "burst", over: "8s", dwell: "lognormal:3s,6s", "finish-early": "1" },
  },
  {
    name: "ramp",
    about: "260 come, more and more of them, and wait half a minute on average before they give up; X = 20",
    slots: 20,
    slotSeconds: 12,
    flags: {
      visitors: "260",
      arrive: "ramp",
      over: "15s",
      dwell: "1s..5s",
      "finish-early": "1",
      patience: "exp:30s",
    },
  },
  {
    name: "by chance",
    about:
      "220 come at any moment; three of ten give up early, and three of ten of the others use all of Y; X = 25",
    slots: 25,
    slotSeconds: 8,
    flags: {
      visitors: "220",
      arrive: "poisson",
      over: "15s",
      dwell: "2s..7s",
      "finish-early": "0.7",
      abandon: "0.3",
    },
  },
];
