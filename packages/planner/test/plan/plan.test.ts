import { describe, expect, test } from "vitest";
import { bill } from "../../src/bill.ts";
import { gather } from "../../src/plan/gathering.ts";
import { type Plan, plan, type Texts } from "../../src/plan/index.ts";
import { play } from "../../src/plan/play.ts";
import { type QuotaName, quotas } from "../../src/quotas.ts";
import { million } from "../../src/scale/doc.ts";
import { parseScale } from "../../src/scale/options.ts";
import { stages } from "../../src/scale/stages.ts";
import { inputsOf } from "./usualInputs.ts";

const planOf = (texts: Texts): Plan => plan(inputsOf(texts));

const crowds: readonly Texts[] = [
  { visitors: "3000", over: "2m", dwell: "10s..40s" },
  { visitors: "3000", over: "2m", arrive: "burst", dwell: "lognormal:15s,60s", "finish-early": "0.8" },
  { visitors: "3000", over: "2m", arrive: "ramp", dwell: "exp:20s", noshow: "0.1" },
];

describe("a plan", () => {
  test("is the same for the same seed, and another one for another", () => {
    const texts = { visitors: "2000", slots: "20", patience: "exp:5m", abandon: "0.2" };
    expect(planOf(texts)).toEqual(planOf(texts));
    expect(planOf({ ...texts, seed: "2" }).waits).not.toEqual(planOf(texts).waits);
  });

  test.each(crowds)("of %j lets nobody wait longer with more slots", (texts) => {
    const gathering = gather(inputsOf(texts));
    const reached = [10, 11, 25, 80].map((slots) => play(gathering, { slots, handoverSeconds: 1 }).reached);
    for (const [fewer, more] of reached.slice(1).map((more, index) => [reached[index], more] as const)) {
      const later = more.findIndex((at, number) => at > (fewer?.[number] ?? 0) + 1e-9);
      expect(later).toBe(-1);
    }
    const median = (slots: string) => planOf({ ...texts, slots }).waits?.medianSeconds ?? 0;
    expect(median("80")).toBeLessThan(median("10"));
  });

  test("counts everybody who comes: let in or given up, and each visit by how it ends", () => {
    const { outcomes, byArrival, waits } = planOf({
      visitors: "5000",
      slots: "30",
      patience: "weibull:20m,1.5",
      "finish-early": "0.7",
      noshow: "0.1",
    });
    const { joined, admitted, gaveUp, completed, expired, noshow } = outcomes;
    expect([joined, admitted + gaveUp, completed + expired + noshow]).toEqual([5000, 5000, admitted]);
    for (const part of [gaveUp, completed, expired, noshow]) expect(part).toBeGreaterThan(50);
    expect(waits?.visitors).toBe(admitted);
    expect(byArrival.reduce((sum, { visitors }) => sum + visitors, 0)).toBe(5000);
    expect(byArrival.reduce((sum, comers) => sum + comers.gaveUp, 0)).toBe(gaveUp);
  });

  test("has those who meant to give up and are let in before done after a while, as a crowd has", () => {
    const texts = { visitors: "500", slots: "500", abandon: "1", "finish-early": "0", dwell: "20s" };
    expect(planOf(texts).outcomes).toMatchObject({ joined: 500, completed: 500, expired: 0 });
  });

  test("lets nobody give up before they have joined, as a crowd does", () => {
    const { patience } = gather(inputsOf({ visitors: "500", patience: "exp:100ms" }));
    expect(Math.min(...patience)).toBe(0.2);
  });

  test("never has more visits at once than slots, nor a waiting visitor after the end", () => {
    const { line } = planOf({ visitors: "4000", slots: "25", dwell: "5s..30s", patience: "exp:3m" });
    expect(Math.max(...line.points.map(({ active }) => active))).toBeLessThanOrEqual(25);
    expect(line.longest).toBeGreaterThan(500);
    expect(line.points.at(-1)).toMatchObject({ waiting: 0, active: 0 });
  });

  test("calls in the order of numbers, and passes over only who has given up", () => {
    const gathering = gather(inputsOf({ visitors: "3000", patience: "exp:4m" }));
    const { reached, gaveUp } = play(gathering, { slots: 20, handoverSeconds: 1 });
    for (let number = 1; number < reached.length; number++) {
      expect(reached[number]).toBeGreaterThanOrEqual(reached[number - 1] ?? 0);
      const waited = (reached[number] ?? 0) - (gathering.arrives[number] ?? 0);
      expect(gaveUp[number] === 1).toBe(waited > (gathering.patience[number] ?? 0));
    }
  });

  test("tells waits by the room's rule, of which about eight of ten hold from one event to the next", () => {
    const seeds = ["1", "2", "3", "4", "5", "6", "7", "8"];
    const texts = { visitors: "300", slots: "10", over: "10s", tick: "1", dwell: "exp:40s" };
    const held = seeds.map((seed) => planOf({ ...texts, seed }).told.within ?? 0);
    const mean = held.reduce((sum, share) => sum + share, 0) / seeds.length;
    expect(mean).toBeGreaterThan(0.65);
    expect(Math.min(...held)).toBeLessThan(1);
  });

  test("of a crowd with room for everybody has no line, and no wait but the hand-over", () => {
    const { waits, line, pushes } = planOf({ visitors: "100", slots: "100", handover: "2s" });
    expect(waits?.longestSeconds).toBe(2);
    expect(line.longest).toBe(0);
    expect(pushes.places).toEqual([]);
  });
});

describe("slots for a target wait", () => {
  test("are the fewest that keep it, and one less does not", () => {
    const texts = { visitors: "5000", over: "5m", slots: "50", dwell: "exp:40s" };
    const needed = planOf({ ...texts, "target-wait": "4m" }).slotsNeeded;
    const slots = needed?.slots ?? 0;
    expect(slots).toBeGreaterThan(50);
    const onTime = (count: number) =>
      planOf({ ...texts, slots: String(count), "target-wait": "4m" }).slotsNeeded?.onTimeAsPlanned;
    expect(onTime(slots)).toBeGreaterThanOrEqual(0.9);
    expect(onTime(slots - 1)).toBeLessThan(0.9);
    expect(needed?.onTime).toBe(onTime(slots));
  });

  test("are none where not even the most are enough", () => {
    const hopeless = { visitors: "100000", over: "1s", dwell: "60s", "target-wait": "1m" };
    expect(planOf(hopeless).slotsNeeded).toMatchObject({ slots: undefined });
  });
});

describe("the bill of a plan", () => {
  test("is that of npm run cost where its triangle is right: all come evenly, stay and take equally long", () => {
    const planned = planOf({ visitors: "20000", over: "10m", slots: "200", seconds: "60", dwell: "60s" });
    const { dollars } = bill({
      visitors: 20_000,
      arriveSeconds: 600,
      slots: 200,
      staySeconds: 60,
      handoverSeconds: 1,
      tickSeconds: 5,
      pushPerSecondMax: 5000,
      joinsPerBatch: 1,
      departuresPerBatch: 1,
    });
    expect(planned.bill.dollars / dollars).toBeGreaterThan(0.95);
    expect(planned.bill.dollars / dollars).toBeLessThan(1.05);
  });

  test("is smaller where people give up: no visit is paid for them", () => {
    const texts = { visitors: "20000", slots: "200" };
    const [stay, leave] = [planOf(texts), planOf({ ...texts, patience: "exp:5m" })];
    expect(leave.bill.dollars).toBeLessThan(0.8 * stay.bill.dollars);
  });
});

describe("what a plan does not know of walls", () => {
  test.each([
    {},
    { visitors: "50000", arrive: "ramp", slots: "500", dwell: "50s", handover: "500ms", cadence: "every" },
    { visitors: "2", over: "0", dwell: "0s", seconds: "1" },
  ] satisfies Texts[])("npm run scale is asked for, by flags that it takes: %j", (texts) => {
    const { scaleCommand } = planOf(texts);
    const [command, flags = ""] = scaleCommand.split(" -- ");
    expect(command).toBe("npm run scale");
    const inputs = inputsOf(texts);
    expect(parseScale(flags.split(" "))).toMatchObject({
      kind: "run",
      event: {
        visitors: inputs.visitors,
        slots: inputs.slots,
        tickSeconds: inputs.tickSeconds,
        handoverSeconds: inputs.handoverSeconds,
        arriveSeconds: Math.max(1, inputs.overSeconds),
      },
    });
  });
});

describe("quotas", () => {
  test.each([
    [100, []],
    [200, ["the slots"]],
    [300, ["the gate", "the slots"]],
  ])(
    "of the partitions that %d visits a second write, those are too small that npm run scale says",
    (rate, full) => {
      const visitors = String(60 * rate);
      const event = { visitors, over: "1m", slots: "5000", dwell: "5s" };
      const inPlan = planOf(event)
        .quotas.filter(
          ({ quota, needed, limit }) => quota.name === quotas.partitionWrites.name && needed > limit,
        )
        .map(({ what }) => /\((.*)\)/.exec(what)?.[1]);
      expect(inPlan.sort()).toEqual(full);
      const load = {
        joinsPerSecond: rate,
        visitsPerSecond: rate,
        lookingPerSecond: 0,
        waiting: 0,
        withoutSocket: 0,
      };
      const inScale = stages
        .filter(
          ({ bound, use }) =>
            bound === "partitionWrites" && use(load, million) > quotas.partitionWrites.limit,
        )
        .map(({ name }) => /^the [a-z]+/.exec(name)?.[0]);
      expect(inScale.sort()).toEqual(full);
    },
  );

  test.each([
    ["5000", "enough"],
    ["6600", "near"],
    ["9000", "wall"],
  ])("that cannot be raised are walls only beyond them: %s visitors in a minute", (visitors, verdict) => {
    const { quotas: all } = planOf({ visitors, over: "1m", slots: "5000", dwell: "5s" });
    expect(all.find(({ what }) => what.endsWith("(the slots)"))?.verdict).toBe(verdict);
  });

  const neededOf = (texts: Texts, name: QuotaName) =>
    planOf(texts).quotas.find(({ quota }) => quota.name === quotas[name].name)?.needed ?? 0;

  test("of pushes are of the busiest tick, however short the time from tick to tick", () => {
    // So short a rush that it lies between two looks of ten seconds: all are told at once, and gone.
    const rush: Texts = {
      visitors: "4000",
      over: "1s",
      slots: "5000",
      seconds: "4",
      dwell: "3s",
      tick: "1",
      cadence: "every",
    };
    expect(neededOf(rush, "apiRequests")).toBeGreaterThan(4000);
  });

  test("of executions that are told count whoever did not come, too", () => {
    const event = { visitors: "6000", over: "1m", slots: "5000", dwell: "5s", grace: "5s" };
    const [come, stayAway] = [event, { ...event, noshow: "1" }].map((one) => neededOf(one, "taskSuccesses"));
    expect(come).toBeGreaterThan(90);
    expect(stayAway).toBe(come);
  });

  test("of SQS are of each kind of call by itself, as AWS counts them", () => {
    const { quotas: all } = planOf({ visitors: "30000", over: "1m", slots: "5000", dwell: "5s" });
    const fifo = all.find(({ quota }) => quota.name === quotas.fifoRequests.name)?.needed ?? 0;
    expect(fifo).toBeGreaterThan(480);
    expect(fifo).toBeLessThan(600);
  });

  const connects = ({ quotas: all }: Plan) => all.find(({ quota }) => quota.name === quotas.connects.name);

  test("that a rush goes beyond are to be raised, to more than it needs", () => {
    const rush = connects(planOf({ visitors: "20000", over: "10s" }));
    expect(rush).toMatchObject({ verdict: "raise", limit: 500, where: "Service Quotas, L-9ED1E49A" });
    expect(rush?.needed).toBeGreaterThan(1900);
    expect(rush?.askFor).toBeGreaterThan(rush?.needed ?? 0);
  });

  test("are enough for the same crowd in an hour, each by what it must be", () => {
    const { quotas: all } = planOf({ visitors: "20000", over: "1h" });
    expect(all.filter(({ verdict }) => verdict !== "enough")).toEqual([]);
    const needed = Object.fromEntries(all.map(({ what, quota, needed }) => [what, [quota.name, needed]]));
    const neededOf = (name: QuotaName) =>
      Object.values(needed).find(([of]) => of === quotas[name].name)?.[1] as number;
    // 5.6 come a second on average; 100 slots are used by turns of 53 s and the hand-over's one.
    // biome-ignore format: a table
    const about: readonly [QuotaName, least: number, most: number][] = [
      ["connects",           10,  25],
      ["cdnRequests",        50, 125],
      ["fifoRequests",        6,  12],
      ["executionStarts",     5,  10],
      ["taskSuccesses",       2,   5],
      ["stateTransitions",    8,  16],
      ["openExecutions",    100, 100],
      ["tableWrites",        60, 130],
      ["apiRequests",       100, 600],
    ];
    for (const [name, least, most] of about) {
      expect(neededOf(name), name).toBeGreaterThanOrEqual(least);
      expect(neededOf(name), name).toBeLessThanOrEqual(most);
    }
  });

  test.each([
    ["us-east-1", { apiRequests: 10_000, executionStarts: 300, fifoRequests: 70_000 }],
    ["us-west-2", { apiRequests: 10_000, executionStarts: 300, fifoRequests: 70_000 }],
    ["eu-central-1", { apiRequests: 10_000, executionStarts: 150, fifoRequests: 19_000 }],
    ["eu-west-3", { apiRequests: 10_000, executionStarts: 150, fifoRequests: 2400 }],
    ["eu-south-1", { apiRequests: 2500, executionStarts: 150, fifoRequests: 2400 }],
  ])("are those of %s", (region, limits) => {
    const all = planOf({ visitors: "100", region }).quotas;
    for (const [name, limit] of Object.entries(limits)) {
      const { name: said } = quotas[name as QuotaName];
      expect(all.find(({ quota }) => quota.name === said)?.limit).toBe(limit);
    }
  });
});
