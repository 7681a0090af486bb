import { plan, readInputs, type Texts } from "@fairline/planner/plan";
import { afterEach, describe, expect, test } from "vitest";
import { dollarsSaid } from "../../src/console/plan/dollars.ts";
import type { Planned, Planning } from "../../src/console/plan/planning.ts";
import { createPlanStore } from "../../src/console/plan/store.ts";
import { toRaise } from "../../src/console/plan/summary.ts";
import { settled } from "../world.ts";
import { openConsole } from "./consoles.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A thread that plans when the test says so. */
function heldPlanning() {
  const begun: { texts: Texts; end: () => void }[] = [];
  const planning: Planning = {
    plan: (texts) =>
      new Promise<Planned>((resolve) => {
        const reading = readInputs(texts);
        if (reading.kind === "refused") throw new Error(JSON.stringify(reading.refusals));
        const end = () => resolve({ kind: "planned", plan: plan(reading.inputs), tookMs: 1 });
        begun.push({ texts, end });
      }),
    stop: () => {},
  };
  return { planning, begun };
}

/** The page of a plan, with a server that answers for a room's settings when the test says so. */
async function openPlan(fragment: string) {
  const console = await openConsole({ fragment });
  const { planning, begun } = heldPlanning();
  let answer = () => {};
  const asked: string[] = [];
  const session = {
    ...console.store,
    asks: (async (...request) => {
      asked.push(request[1]);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return console.store.asks(...request);
    }) as typeof console.store.asks,
  };
  const store = createPlanStore(console.world, session, () => planning);
  const stop = store.start();
  stops.push(stop);
  const settings = async () => {
    answer();
    await settled();
  };
  const planned = async () => {
    begun.at(-1)?.end();
    await settled();
  };
  return { ...console, store, stop, begun, asked, settings, planned };
}

const small = "view=plan&visitors=50&slots=5&over=10s&dwell=5s";

describe("a plan of a room", () => {
  test("begins with its settings", async () => {
    const { store, settings, planned, server } = await openPlan("view=plan&room=demo");
    await settings();
    await planned();
    expect(store.getState()).toMatchObject({
      room: "demo",
      texts: { slots: String(server.settings.slots), tick: String(server.settings.tickSeconds) },
      isPlanning: false,
      trouble: undefined,
    });
    expect(store.getState().shown?.plan.outcomes.joined).toBe(10_000);
  });

  test("that was left before the settings were there plans nothing, and leaves the address alone", async () => {
    const { stop, settings, begun, bar, asked } = await openPlan("view=plan&room=demo");
    expect(asked).toHaveLength(1);
    stop();
    const before = bar.address.fragment("visitors");
    await settings();
    expect(begun).toEqual([]);
    expect(bar.address.fragment("visitors")).toBe(before);
  });

  test("lets what was typed meanwhile stand", async () => {
    const { store, settings } = await openPlan("view=plan&room=demo");
    store.type("slots", "77");
    await settings();
    expect(store.getState().texts.slots).toBe("77");
  });

  test("whose settings are not there says so until the next plan is there", async () => {
    const { store, server, settings, planned } = await openPlan("view=plan&room=demo");
    server.answers = false;
    await settings();
    await planned();
    expect(store.getState().trouble).toMatch(/^The settings of “demo” are not there/);
    const again = store.plan();
    await planned();
    await again;
    expect(store.getState().trouble).toBeUndefined();
  });
});

describe("a shared plan", () => {
  test("is of the address, and asks no room", async () => {
    const { store, asked, begun, planned } = await openPlan(`${small}&room=demo`);
    await planned();
    expect(asked).toEqual([]);
    expect(begun.map(({ texts }) => texts.slots)).toEqual(["5"]);
    expect(store.getState().shown?.plan.outcomes.joined).toBe(50);
  });

  test("has everything in its address, so that other defaults change nothing", async () => {
    const { bar } = await openPlan(small);
    expect(bar.address.fragment("seed")).toBe("1");
    expect(bar.address.fragment("patience")).toBe("never");
    expect(bar.address.fragment("target-wait")).toBeUndefined();
  });

  test("of which another one was asked for meanwhile is not shown", async () => {
    const { store, begun, planned } = await openPlan(small);
    store.type("visitors", "60");
    const second = store.plan();
    begun[0]?.end();
    await settled();
    expect(store.getState()).toMatchObject({ isPlanning: true, shown: undefined });
    await planned();
    await second;
    expect(store.getState().shown?.plan.outcomes.joined).toBe(60);
  });
});

test("a target wait that was emptied is none; any other field that is empty is refused", async () => {
  const { store, begun, bar } = await openPlan(`${small}&target-wait=15m`);
  store.type("target-wait", " ");
  void store.plan();
  expect(begun.at(-1)?.texts).not.toHaveProperty("target-wait");
  expect(bar.address.fragment("target-wait")).toBeUndefined();
  store.type("visitors", "");
  await store.plan();
  expect(store.getState().refusals).toEqual({
    visitors: 'must be a whole number from 1 to 2000000 (was "")',
  });
});

test("a plan tells whether it was asked for by hand, or by a link, or by nobody", async () => {
  const { store, planned } = await openPlan(small);
  await planned();
  expect(store.getState().shown?.askedBy).toBe("link");
  const second = store.plan();
  await planned();
  await second;
  expect(store.getState().shown?.askedBy).toBe("hand");
  const bare = await openPlan("view=plan");
  await bare.planned();
  expect(bare.store.getState().shown?.askedBy).toBe("opening");
});

// biome-ignore format: a table
test.each([
  [0,         "$0.00"],
  [0.0021834, "$0.0022"],
  [0.01,      "$0.01"],
  [2.256,     "$2.26"],
  [12_345.6,  "$12,345.60"],
])("%j dollars are said as %s", (dollars, said) => {
  expect(dollarsSaid(dollars)).toBe(said);
});

describe("the head of a plan counts", () => {
  const planOf = (texts: Texts) => {
    const reading = readInputs(texts);
    if (reading.kind === "refused") throw new Error(JSON.stringify(reading.refusals));
    return plan(reading.inputs);
  };

  test("nothing where nothing is full", () => {
    expect(toRaise(planOf({ visitors: "50", slots: "5" }))).toBe("nothing to raise");
  });

  test("the quotas that AWS raises apart from what nobody can", () => {
    const { quotas } = planOf({ visitors: "50", slots: "5" });
    const [one, other, ...rest] = quotas.map((quota) => ({ ...quota, verdict: "raise" as const }));
    if (one === undefined || other === undefined) throw new Error("a plan has quotas");
    expect(toRaise({ quotas: [one], walls: [] })).toBe("1 quota to raise");
    expect(toRaise({ quotas: [one, { ...other, verdict: "wall" }], walls: [] })).toBe(
      "1 quota to raise, but 1 limit that cannot be raised",
    );
    expect(toRaise({ quotas: [one, other, ...rest], walls: [] })).toBe(`${quotas.length} quotas to raise`);
  });

  test("a wall of the design, though no quota is too small", () => {
    const room = planOf({ visitors: "36000", over: "1h", slots: "1000" });
    expect(toRaise(room)).toBe("nothing to raise, but 1 limit that cannot be raised");
  });
});
