import retire from "../packages/functions/src/statemachines/retire.asl.json";
import visit from "../packages/functions/src/statemachines/visit.asl.json";
import { type StateMachineName, wiring } from "../packages/functions/src/wiring.ts";
import { functions } from "./functions.ts";
import { named } from "./names.ts";
import { queues } from "./queues.ts";
import { allow, makeRole, type Statement, tracing } from "./role.ts";
import { stage } from "./stage.ts";

const { openVisit, settleVisit } = functions;
const turns = queues.Turns.live;

/** Log delivery knows no resources. */
const logDelivery = allow(
  [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ],
  "*",
);
/** State machines alone delete turns, so that every end of one is seen in one place. */
const deleteTurns = allow(["sqs:DeleteMessage"], turns.arn);
const trace = stage.tracing ? [allow(tracing.ofMachines, "*")] : [];

function makeStateMachine(machine: StateMachineName, definition: object, statements: Statement[]) {
  const name = named(machine.toLowerCase());
  const { role, policy } = makeRole(machine, "states.amazonaws.com", [...statements, logDelivery, ...trace]);
  const logs = new aws.cloudwatch.LogGroup(`${machine}Logs`, {
    // AWS asks for this prefix: others fill up a policy of the whole account.
    name: `/aws/vendedlogs/states/${name}`,
    retentionInDays: stage.logRetentionDays,
  });
  return new aws.sfn.StateMachine(
    machine,
    {
      name,
      type: wiring.stateMachines[machine].type,
      roleArn: role.arn,
      definition: withAddresses(definition),
      loggingConfiguration: {
        level: "ERROR",
        // Receipt handles, task tokens and passes stay out of the logs.
        includeExecutionData: false,
        logDestination: $interpolate`${logs.arn}:*`,
      },
      tracingConfiguration: { enabled: stage.tracing },
    },
    { dependsOn: [policy] },
  );
}

/** The definition that runs locally, too, with the addresses of this stage in it. */
function withAddresses(definition: object) {
  const addresses = {
    TurnsQueueUrl: turns.url,
    OpenVisitFunctionArn: openVisit.lambda.arn,
    SettleVisitFunctionArn: settleVisit.lambda.arn,
  };
  return $resolve(addresses).apply((known) =>
    Object.entries(known).reduce(
      (text, [name, value]) => text.replaceAll(`\${${name}}`, value),
      JSON.stringify(definition),
    ),
  );
}

export const machines = {
  Visit: makeStateMachine("Visit", visit, [
    allow(["lambda:InvokeFunction"], [openVisit.lambda.arn, settleVisit.lambda.arn]),
    deleteTurns,
  ]),
  Retire: makeStateMachine("Retire", retire, [deleteTurns]),
};
