// Amazon EventBridge Scheduler
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { differs, kind } from "../kind.ts";

const Inputs = z.strictObject({
  name: z.string(),
  scheduleExpression: z.string(),
  flexibleTimeWindow: z.strictObject({ mode: z.literal("OFF") }),
  target: z.strictObject({
    arn: z.string(),
    roleArn: z.string(),
    retryPolicy: z.strictObject({ maximumEventAgeInSeconds: z.number(), maximumRetryAttempts: z.number() }),
  }),
});

function requestOf({ name, scheduleExpression, flexibleTimeWindow, target }: z.infer<typeof Inputs>) {
  const { maximumEventAgeInSeconds, maximumRetryAttempts } = target.retryPolicy;
  return {
    Name: name,
    ScheduleExpression: scheduleExpression,
    FlexibleTimeWindow: { Mode: flexibleTimeWindow.mode },
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      RetryPolicy: {
        MaximumEventAgeInSeconds: maximumEventAgeInSeconds,
        MaximumRetryAttempts: maximumRetryAttempts,
      },
    },
  };
}

export const schedule = kind({
  inputs: Inputs,
  async find({ scheduler }, { name }) {
    const found = await ifThere(scheduler.send(new GetScheduleCommand({ Name: name })));
    return found && { id: name, configuration: found };
  },
  async create({ scheduler }, inputs) {
    await scheduler.send(new CreateScheduleCommand(requestOf(inputs)));
  },
  async change({ scheduler }, inputs, { configuration }) {
    const wanted = requestOf(inputs);
    const { Target: target, ...rest } = wanted;
    if (!differs(rest, configuration) && !differs(target, configuration.Target ?? {})) return false;
    await scheduler.send(new UpdateScheduleCommand(wanted));
    return true;
  },
  async destroy({ scheduler }, { name }) {
    await scheduler.send(new DeleteScheduleCommand({ Name: name }));
  },
});
