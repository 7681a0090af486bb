import { describe, expect, test } from "vitest";
import { Graph, type Resource } from "../src/graph.ts";
import { brokenRules, rules } from "../src/rules/index.ts";
import { synthesize } from "../src/synthesize.ts";
import { mistakes } from "./mistakes.ts";
import { together } from "./together.ts";

const whole = new Graph("production", await synthesize("production"));

describe("a mistake in the sources", () => {
  test.each(together(mistakes))("is missed by the rule that it breaks: $whats", async ({ mistakes }) => {
    const broken = mistakes.map(({ breaks }) => breaks);
    expect(rules.map(({ name }) => name)).toEqual(expect.arrayContaining(broken));
    const edits = mistakes.flatMap(({ edits }) => edits);
    const graph = new Graph("production", await synthesize("production", edits));
    expect(graph.resources.length).toBeGreaterThan(100);
    expect(brokenRules(graph)).toEqual(expect.arrayContaining(broken));
  });

  test("nothing: nothing is broken", () => {
    expect(brokenRules(whole)).toEqual([]);
  });
});

/** Of SST's own components: how it packs, uploads and remembers is not ours to assert. */
const ours = whole.resources.filter(({ type, urn }) => type.startsWith("aws:") && !urn.includes("::sst:"));
const functions = whole.all("lambda.Function");

/** What may be otherwise without harm: names that nobody refers to, and how SST packs a function. */
const free: Readonly<Record<string, readonly string[]>> = {
  Function: ["description", "ephemeralStorage", "packageType", "publish", "s3Bucket", "s3Key"],
  CachePolicy: ["name"],
  ResponseHeadersPolicy: ["name"],
  Schedule: ["name"],
};

describe("taken out of the graph, one after the other", () => {
  test("every resource that our stacks make is missed", () => {
    const unmissed = ours.filter((resource) => brokenRules(whole.with(resource, undefined)).length === 0);
    expect(ours.length).toBeGreaterThan(80);
    expect(unmissed.map(nameOf)).toEqual([]);
  });

  test("every input of each of them is missed", () => {
    const inputs = [...ours, ...functions].flatMap((resource) =>
      Object.keys(resource.inputs)
        .filter((input) => free[kindOf(resource)]?.includes(input) !== true)
        .map((input) => ({ resource, input })),
    );
    const unmissed = inputs.filter(
      ({ resource, input }) => brokenRules(without(resource, input)).length === 0,
    );
    expect(inputs.length).toBeGreaterThan(300);
    expect(unmissed.map(({ resource, input }) => `${nameOf(resource)}: ${input}`)).toEqual([]);
  });

  test("every action of every policy is missed", () => {
    const cuts = whole.all("iam.RolePolicy").flatMap((policy) => {
      const document = JSON.parse(String(policy.inputs.policy)) as { Statement: { Action: string[] }[] };
      return document.Statement.flatMap(({ Action }, statement) =>
        Action.map((action) => ({ policy, statement, action })),
      );
    });
    const unmissed = cuts.filter(({ policy, statement, action }) => {
      const document = JSON.parse(String(policy.inputs.policy)) as { Statement: { Action: string[] }[] };
      const cut = document.Statement[statement];
      if (cut !== undefined) cut.Action = cut.Action.filter((one) => one !== action);
      const inputs = { ...policy.inputs, policy: JSON.stringify(document) };
      return brokenRules(whole.with(policy, { ...policy, inputs })).length === 0;
    });
    expect(cuts.length).toBeGreaterThan(80);
    expect(unmissed.map(({ policy, action }) => `${policy.name}: ${action}`)).toEqual([]);
  });
});

function without(resource: Resource, input: string): Graph {
  const { [input]: _, ...inputs } = resource.inputs;
  return whole.with(resource, { ...resource, inputs });
}

function kindOf({ type }: Resource): string {
  return type.split(":").at(-1) ?? "";
}

function nameOf(resource: Resource): string {
  return `${kindOf(resource)} ${resource.name}`;
}
