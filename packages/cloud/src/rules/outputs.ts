import { namesOf } from "../names.ts";
import { region } from "../synth/answers.ts";
import { type Rule, unless, unlike } from "./rule.ts";

export const outputsRules: readonly Rule[] = [
  {
    name: "a deploy prints the addresses that a person needs, and no secret",
    broken: (graph) => {
      const printed = graph.one("deploy.Outputs", "Outputs");
      const { prefix, nameInRegion } = namesOf(graph.stage);
      const gateway = (api: string) => `${prefix}-${api}.execute-api.${region}.amazonaws.com`;
      const site = "https://sitecdndistribution.cloudfront.net";
      const dashboards = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard`;
      return [
        ...unlike("what is printed", printed?.inputs, {
          // SST's own: whether `sst remove` is refused.
          _protect: graph.stage === "production",
          site,
          console: `${site}/admin`,
          api: `https://${gateway("api")}`,
          socket: `wss://${gateway("socket")}/ws`,
          dashboard: `${dashboards}/${nameInRegion("line")}`,
        }),
        ...unless(printed?.secrets.length === 0, "a secret is among what is printed"),
      ];
    },
  },
];
