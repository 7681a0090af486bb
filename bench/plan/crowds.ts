import type { Texts } from "@fairline/planner/plan";

/** A small crowd, in the words of `npm run crowd` and of `npm run plan`, which are the same. */
export interface SmallCrowd {
  readonly name: string;
  readonly slots: number;
  readonly slotSeconds: number;
  readonly flags: Texts;
}

/** Three that differ in all that a plan knows: how they come, how long they stay, and whether they give up. */
export const crowds: readonly SmallCrowd[] = [
  {
    name: "a rush that stays",
    slots: 20,
    slotSeconds: 10,
    flags: { visitors: "220", arrive: "burst", over: "8s", dwell: "exp:2s", "finish-early": "1" },
  },
  {
    name: "a ramp that loses patience",
    slots: 15,
    slotSeconds: 12,
    flags: {
      visitors: "300",
      arrive: "ramp",
      over: "15s",
      dwell: "lognormal:1s,3s",
      "finish-early": "1",
      patience: "exp:20s",
    },
  },
  {
    name: "steady, a third gives up, some use all of Y",
    slots: 25,
    slotSeconds: 5,
    flags: {
      visitors: "280",
      arrive: "poisson",
      over: "12s",
      dwell: "0.5s..4s",
      "finish-early": "0.7",
      abandon: "0.3",
    },
  },
];
