import { type MappingWiring, wiring } from "../packages/functions/src/wiring.ts";
import { functions } from "./functions.ts";
import { queues } from "./queues.ts";

/** Invocations at once. What a crowd does must not take the account's concurrency away from admissions. */
const concurrencyMax = { Lobby: 100, Turns: 500, Ticks: 50 };

function makeMapping({ queue, handler, batchSize, reportsBatchItemFailures, denied }: MappingWiring) {
  const { lambda, policy } = functions[handler];
  return new aws.lambda.EventSourceMapping(
    `${queue}Mapping`,
    {
      eventSourceArn: queues[queue].live.arn,
      functionName: lambda.arn,
      batchSize,
      functionResponseTypes: reportsBatchItemFailures ? ["ReportBatchItemFailures"] : [],
      scalingConfig: { maximumConcurrency: concurrencyMax[queue] },
    },
    {
      dependsOn: [policy],
      // AWS looks at the role's permissions whenever a mapping is written, and refuses one whose poller may not delete. So
      // one that is denied something is never updated: its deny goes, it is made anew, and the deny comes back.
      ...(denied.length > 0 && { deleteBeforeReplace: true, replaceOnChanges: ["*"] }),
    },
  );
}

/** A policy of its own, after the mapping: AWS makes none whose role is denied it (docs/adr/0001-deny-delete-message.md). */
function makeDeny({ queue, handler, denied }: MappingWiring, mapping: aws.lambda.EventSourceMapping) {
  return new aws.iam.RolePolicy(
    `${queue}Deny`,
    {
      // The mapping's id in the name: where the mapping is replaced, so is this, and it goes before and comes after it.
      name: $interpolate`deny-${mapping.uuid}`,
      role: functions[handler].role.name,
      policy: $jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Action: denied, Resource: queues[queue].live.arn }],
      }),
    },
    { dependsOn: [mapping] },
  );
}

export const mappings = wiring.mappings.map((wired: MappingWiring) => {
  const mapping = makeMapping(wired);
  return { mapping, deny: wired.denied.length > 0 ? makeDeny(wired, mapping) : undefined };
});
/** Rooms open after these. */
export const denies = mappings.flatMap(({ deny }) => (deny === undefined ? [] : [deny]));
