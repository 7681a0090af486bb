import { account, region } from "@fairline/cloud/synth/answers.ts";
import type { Wanted } from "../wanted.ts";

const ruleName = "ScheduleRule";

/** Where there is no Scheduler: a rule of EventBridge, which invokes the function by a permission instead of a role. */
export function eventRule(wanted: readonly Wanted[]): readonly Wanted[] {
  return wanted.flatMap((one) => (one.type === "aws:scheduler/schedule:Schedule" ? ruleFor(one) : [one]));
}

export function withoutRule(wanted: readonly Wanted[]): readonly Wanted[] {
  return wanted.filter(({ name }) => !name.startsWith(ruleName));
}

function ruleFor({ urn, inputs, dependencies, sources }: Wanted): Wanted[] {
  const { name, scheduleExpression, target } = inputs as {
    name: string;
    scheduleExpression: string;
    target: { arn: string };
  };
  const rule: Wanted = {
    type: "aws:cloudwatch/eventRule:EventRule",
    urn: `${urn}::Rule`,
    name: ruleName,
    inputs: { name, scheduleExpression },
    dependencies,
    sources: {},
  };
  const from = sources.target ?? [];
  return [
    rule,
    {
      type: "aws:cloudwatch/eventTarget:EventTarget",
      urn: `${urn}::Target`,
      name: `${ruleName}Target`,
      inputs: { rule: name, arn: target.arn },
      dependencies: [...dependencies, rule.urn],
      sources: { arn: from },
    },
    {
      type: "aws:lambda/permission:Permission",
      urn: `${urn}::Permission`,
      name: `${ruleName}MayInvoke`,
      inputs: {
        action: "lambda:InvokeFunction",
        function: target.arn,
        principal: "events.amazonaws.com",
        sourceArn: `arn:aws:events:${region}:${account}:rule/${name}`,
      },
      dependencies: [...dependencies, rule.urn],
      sources: { function: from },
    },
  ];
}
