import { describe, expect, test } from "vitest";
import { plan, type Texts } from "../../src/plan/index.ts";
import { quotas } from "../../src/quotas.ts";
import { byDefault } from "../../src/scale/allowance.ts";
import { loadOf } from "../../src/scale/load.ts";
import { parseScale } from "../../src/scale/options.ts";
import { boundOf, stages } from "../../src/scale/stages.ts";
import { inputsOf } from "./usualInputs.ts";

const wallsOf = (texts: Texts) =>
  plan(inputsOf(texts)).walls.map(({ what, verdict }) => [what.split(",")[0], verdict]);

describe("walls", () => {
  test("are none where no part of the design is nearly full", () => {
    expect(wallsOf({ visitors: "20000", over: "1h" })).toEqual([]);
  });

  test("are named where many join a large room without a line, though every quota is enough", () => {
    const { walls, quotas: all, line } = plan(inputsOf({ visitors: "36000", over: "1h", slots: "1000" }));
    expect(line.longest).toBe(0);
    expect(all.filter(({ verdict }) => verdict !== "enough")).toEqual([]);
    expect(walls).toMatchObject([
      {
        what: expect.stringContaining("lists all slots"),
        verdict: "wall",
        limit: 3000,
        where: "docs/scale.md",
      },
    ]);
    expect(walls[0]?.needed).toBeGreaterThan(3000);
  });

  test("are named where so many wait that a raised X stays without effect", () => {
    const texts = { over: "20m", slots: "100" };
    expect(wallsOf({ ...texts, visitors: "85000" })).toEqual([]);
    expect(wallsOf({ ...texts, visitors: "110000" })).toEqual([["turns that wait", "near"]]);
    expect(wallsOf({ ...texts, visitors: "140000" })).toEqual([["turns that wait", "wall"]]);
  });

  test("of the stacks' own can be raised there", () => {
    const { walls } = plan(inputsOf({ visitors: "30000", over: "10s", slots: "100" }));
    const frames = walls.find(({ what }) => what === "joins come in");
    expect(frames).toMatchObject({ verdict: "raise", limit: 2000, where: "stacks/socket.ts" });
    expect(frames?.askFor).toBeGreaterThan(frames?.needed ?? Number.POSITIVE_INFINITY);
  });
});

describe.each([
  { visitors: "30000", over: "1s", slots: "100" },
  { visitors: "120000", over: "10s", slots: "100" },
  { visitors: "100000", over: "1s", slots: "1000" },
  { visitors: "150000", over: "10s", slots: "5000" },
] satisfies Texts[])("a plan of the burst %j", (texts) => {
  const planned = plan(inputsOf(texts));
  const scale = parseScale((planned.scaleCommand.split(" -- ")[1] ?? "").split(" "));
  if (scale.kind !== "run") throw new Error(planned.scaleCommand);
  const { event } = scale;
  const load = loadOf(event, byDefault);
  const full = stages.filter((stage) => stage.use(load, event) > boundOf(stage, event, byDefault));

  test.each(["connects", "apiRequests", "newTableWrites"] as const)(
    "finds %s too small, as npm run scale does",
    (name) => {
      const verdict = planned.quotas.find(({ quota }) => quota.name === quotas[name].name)?.verdict;
      const isFull = full.some(({ bound }) => bound === name);
      expect(isFull).toBe(true);
      expect(verdict).toBe("raise");
    },
  );

  test("finds each partition too small that is full there", () => {
    const tight = planned.quotas.filter(({ verdict }) => verdict !== "enough").map(({ what }) => what);
    const partitions = [
      ["the counter", "the counter: a write for each batch"],
      ["a shard of the connections", "connections, in eight partitions"],
    ] as const;
    for (const [inPlan, inScale] of partitions) {
      if (full.some(({ name }) => name === inScale))
        expect(
          tight.some((what) => what.endsWith(`(${inPlan})`)),
          inPlan,
        ).toBe(true);
    }
    expect(full.some(({ name }) => name === partitions[0][1])).toBe(true);
  });

  test("has each bound of the stacks among its walls that joins fill there", () => {
    const walls = planned.walls.map(({ what }) => what);
    const joins = full.filter(({ bound }) => ["joinFrames", "registers"].includes(bound));
    expect(joins.length).toBeGreaterThan(0);
    for (const { name } of joins) expect(walls).toContain(name);
  });
});
