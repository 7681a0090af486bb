import { describe, expect, test } from "vitest";
import { Graph, stages } from "../src/graph.ts";
import { rules } from "../src/rules/index.ts";
import { synthesize } from "../src/synthesize.ts";

describe.each(stages)("%s", async (stage) => {
  const graph = new Graph(stage, await synthesize(stage));

  test.each(rules)("$name", ({ broken }) => {
    expect(broken(graph)).toEqual([]);
  });

  test("nothing needs what comes after it", () => {
    const circles = graph.resources.filter((resource) => graph.comesAfter(resource, resource));
    expect(circles.map(({ name }) => name)).toEqual([]);
  });
});
