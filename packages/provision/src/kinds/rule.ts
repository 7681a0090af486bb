// Amazon EventBridge: in the place of Scheduler, where that is missing
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { kind } from "../kind.ts";

export const rule = kind({
  inputs: z.strictObject({ name: z.string(), scheduleExpression: z.string() }),
  async find({ events }, { name }) {
    const found = await ifThere(events.send(new DescribeRuleCommand({ Name: name })));
    return found && { id: name, arn: found.Arn ?? "", scheduleExpression: found.ScheduleExpression };
  },
  async create({ events }, { name, scheduleExpression }) {
    await events.send(new PutRuleCommand({ Name: name, ScheduleExpression: scheduleExpression }));
  },
  async change({ events }, { name, scheduleExpression }, found) {
    if (found.scheduleExpression === scheduleExpression) return false;
    await events.send(new PutRuleCommand({ Name: name, ScheduleExpression: scheduleExpression }));
    return true;
  },
  /** With its targets: a rule that has one is not deleted. */
  async destroy({ events }, { name }) {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: name }));
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    if (Ids.length > 0) await events.send(new RemoveTargetsCommand({ Rule: name, Ids }));
    await events.send(new DeleteRuleCommand({ Name: name }));
  },
});

export const ruleTarget = kind({
  inputs: z.strictObject({ rule: z.string(), arn: z.string() }),
  async find({ events }, { rule, arn }) {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: rule }));
    return Targets.some(({ Arn }) => Arn === arn) ? {} : undefined;
  },
  async create({ events }, { rule, arn }, name) {
    await events.send(new PutTargetsCommand({ Rule: rule, Targets: [{ Id: name, Arn: arn }] }));
  },
});
