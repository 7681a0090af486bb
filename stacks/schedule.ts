import { wiring } from "../packages/functions/src/wiring.ts";
import { functions } from "./functions.ts";
import { named } from "./names.ts";
import { allow, makeRole } from "./role.ts";

const { handler, everySeconds } = wiring.schedule;
const { lambda } = functions[handler];
const { role, policy } = makeRole("Schedule", "scheduler.amazonaws.com", [
  allow(["lambda:InvokeFunction"], lambda.arn),
]);

/** Plans the ticks of every room; between two plans the Ticks queue keeps time. */
export const schedule = new aws.scheduler.Schedule(
  "Schedule",
  {
    name: named("ticks"),
    scheduleExpression: everySeconds === 60 ? "rate(1 minute)" : `rate(${everySeconds / 60} minutes)`,
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: lambda.arn,
      roleArn: role.arn,
      // A plan that comes late is of no use: the next one is a minute away, and plans reach further than that.
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 3 },
    },
  },
  { dependsOn: [policy] },
);
