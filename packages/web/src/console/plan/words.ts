import type { FieldName } from "@fairline/planner/plan";

/** What operators read of each field. */
export const names: Readonly<Record<FieldName, string>> = {
  visitors: "Visitors",
  arrive: "They come",
  over: "Within",
  slots: "Slots (X)",
  seconds: "Slot seconds (Y)",
  tick: "Tick seconds (N)",
  dwell: "Time at the site",
  "finish-early": "Done early",
  patience: "Patience",
  abandon: "Give up early",
  noshow: "Do not come",
  grace: "Grace",
  handover: "Hand-over",
  "push-max": "Push budget a second",
  cadence: "Push cadence",
  batch: "Joins a batch",
  "target-wait": "Target wait",
  region: "AWS region",
  seed: "Seed",
};

export const hints: Readonly<Record<FieldName, string>> = {
  visitors: "How many come.",
  arrive: "How they are spread over that time.",
  over: "As 90s, 10m or 2h.",
  slots: "Visitors on the site at once.",
  seconds: "How long each may stay.",
  tick: "How often everybody hears of the line.",
  dwell: "What they need, before Y cuts it off: 20s..2m, exp:1m, or lognormal:45s,110s (half, nine of ten).",
  "finish-early": "This share is done after that; the others use all of Y. From 0 to 1.",
  patience: "never, or how long they wait before they give up: exp:20m, 5m..30m, weibull:15m,1.5.",
  abandon: "Beside that, this share gives up at any moment until twice the time in which they come.",
  noshow: "This share of the called does not come: the slot waits for the grace.",
  grace: "As 15s.",
  handover: "From a visit’s end to the next one’s beginning.",
  "push-max": "PUSH_PER_SECOND_MAX of the deploy, or none.",
  cadence: "distance as in the cloud: those far from the head hear when they need it; or every.",
  batch: "1 is the dearest case, 10 the cheapest.",
  "target-wait": "Nine of ten are to wait no longer: says how many slots that takes. As 15m; may be empty.",
  region: "Whose quotas count. Prices are those of us-east-1.",
  seed: "The same seed makes the same plan.",
};

export const shapes = {
  even: "evenly",
  burst: "most of them at once",
  ramp: "more and more",
  poisson: "by chance",
};

export const groups: readonly { readonly title: string; readonly fields: readonly FieldName[] }[] = [
  { title: "The crowd", fields: ["visitors", "arrive", "over", "dwell", "patience", "finish-early"] },
  { title: "The room", fields: ["slots", "seconds", "tick", "target-wait"] },
];
export const further: readonly FieldName[] = [
  "abandon",
  "noshow",
  "grace",
  "handover",
  "push-max",
  "cadence",
  "batch",
  "region",
  "seed",
];
