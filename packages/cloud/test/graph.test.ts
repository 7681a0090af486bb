import { describe, expect, test } from "vitest";
import roomConfig from "../../../room.config.ts";
import { Graph, type Resource, stages } from "../src/graph.ts";
import { logicalName } from "../src/names.ts";
import { permissionsIn } from "../src/policies.ts";
import { handlers } from "../src/rules/functions.ts";
import { brokenRules, rules } from "../src/rules/index.ts";
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

test("other rooms break no rule but the one that they are not those of room.config.ts", async () => {
  const from = "export default config";
  const to = "export default { rooms: { spring: {}, autumn: { slots: 9 } } }";
  const graph = new Graph("staging", await synthesize("staging", [{ file: "room.config.ts", from, to }]));
  expect(brokenRules(graph)).toEqual(["a deploy opens the rooms of room.config.ts"]);
});

describe("what is set from outside", () => {
  const set = (variable: string, value: string) => [
    { file: "stacks/stage.ts", from: `process.env.${variable}`, to: value },
  ];
  const production = async (variable: string, value: string) =>
    new Graph("production", await synthesize("production", set(variable, value)));

  test("traces are on for all functions and machines when somebody asks for them, and only then", async () => {
    const graph = await production("FAIRLINE_XRAY", '"on"');
    for (const { name, inputs } of graph.all("lambda.Function"))
      expect(inputs.tracingConfig, name).toEqual({ mode: "Active" });
    for (const { name, inputs } of graph.all("sfn.StateMachine"))
      expect(inputs.tracingConfiguration, name).toEqual({ enabled: true });
    const tracesOf = (policy: Resource) =>
      permissionsIn(policy)
        .map(({ action }) => action)
        .filter((action) => action.startsWith("xray:"));
    const send = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
    for (const handler of handlers)
      expect(tracesOf(policyOf(graph, logicalName(handler))), handler).toEqual(send);
    for (const machine of ["Visit", "Retire"])
      expect(tracesOf(policyOf(graph, machine)), machine).toEqual([
        ...send,
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
      ]);
  });

  test("a web ACL stands in front of everything", async () => {
    const arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/fairline/1";
    const graph = await production("FAIRLINE_WEB_ACL_ARN", JSON.stringify(arn));
    expect(graph.one("cloudfront.Distribution", "SiteCdnDistribution")?.inputs.webAclId).toBe(arn);
  });

  test("a domain is the site's, the passes' issuer, and where pages may open a socket", async () => {
    const graph = await production("FAIRLINE_DOMAIN", '"tickets.example.com"');
    const { aliases } = graph.one("cloudfront.Distribution", "SiteCdnDistribution")?.inputs ?? {};
    expect(aliases).toEqual(["tickets.example.com"]);
    const headers = graph.one("cloudfront.ResponseHeadersPolicy", "SiteHeaders");
    expect(JSON.stringify(headers?.inputs)).toContain("connect-src 'self' wss://tickets.example.com;");
    const api = graph.one("lambda.Function", "ApiFunction");
    expect(JSON.stringify(api?.inputs.environment)).toContain('"PASS_ISSUER":"https://tickets.example.com"');
  });

  test("twelve rooms have alarms of their own, and none of these adds up more than AWS allows", async () => {
    const rooms = Array.from({ length: 12 }, (_, i) => `"room-${i}": { title: "One of twelve" }`);
    const edits = [{ file: "room.config.ts", from: "demo: {", to: `${rooms.join(", ")}, demo: {` }];
    const graph = new Graph("production", await synthesize("production", edits));
    const alarms = graph.all("cloudwatch.MetricAlarm");
    expect(alarms.filter(({ name }) => name.startsWith("IdleSlots-"))).toHaveLength(
      rooms.length + Object.keys(roomConfig.rooms).length,
    );
    const rule = rules.find(({ name }) => name.includes("no more than ten"));
    expect(rule?.broken(graph)).toEqual([]);
  });

  test("what are no keys of passes is refused, and not shown", async () => {
    const wrong = [
      { file: "stacks/secrets.ts", from: "readPassKeys(text)", to: "readPassKeys('SUPERSECRET')" },
    ];
    const refusal = await synthesize("production", wrong).catch(String);
    expect(refusal).toContain("PASS_KEYS is not a JSON Web Key Set with private ES256 keys");
    expect(refusal).not.toContain("SUPERSECRET");
  });

  test("production is not deployed before somebody is there to hear its alarms", async () => {
    await expect(production("FAIRLINE_ALARM_EMAIL", "undefined")).rejects.toThrow(
      "FAIRLINE_ALARM_EMAIL is not set",
    );
  });
});

function policyOf(graph: Graph, role: string): Resource {
  const policy = graph.one("iam.RolePolicy", `${role}Policy`);
  if (policy === undefined) throw new Error(`${role} has no policy`);
  return policy;
}
