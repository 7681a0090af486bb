import { wiring } from "@fairline/functions/wiring.ts";
import { namesOf } from "../names.ts";
import { type Rule, unless, unlikeInputs } from "./rule.ts";

const { partitionKey, sortKey, ttlAttribute } = wiring.table;

export const dataRules: readonly Rule[] = [
  {
    name: "one table has the keys of the wiring, is paid by request, and forgets what is old",
    broken: (graph) => [
      ...unless(graph.all("dynamodb.Table").length === 1, "there is another number of tables than one"),
      ...unlikeInputs(graph.one("dynamodb.Table", "Table"), "the table", {
        name: `${namesOf(graph.stage).prefix}-table`,
        hashKey: partitionKey,
        rangeKey: sortKey,
        attributes: [
          { name: partitionKey, type: "S" },
          { name: sortKey, type: "S" },
        ],
        billingMode: "PAY_PER_REQUEST",
        ttl: { attributeName: ttlAttribute, enabled: true },
      }),
    ],
  },
  {
    name: "what lasts can be restored to any second, and production is not deleted by mistake",
    broken: ({ stage, ...graph }) => {
      const table = graph.resources.find(
        ({ name, type }) => name === "Table" && type.startsWith("aws:dynamodb"),
      );
      return [
        ...unlikeInputs(table, "the table", {
          pointInTimeRecovery: { enabled: stage !== "dev" },
          deletionProtectionEnabled: stage === "production",
        }),
        ...unless(
          table?.retainOnDelete === (stage === "production"),
          "production's table goes with its stack",
        ),
      ];
    },
  },
  {
    name: "ticks are planned every minute",
    broken: (graph) => {
      const { functionArn, roleArn } = namesOf(graph.stage);
      const schedule = graph.one("scheduler.Schedule", "Schedule");
      return [
        ...unlikeInputs(schedule, "the schedule", {
          scheduleExpression: "rate(1 minute)",
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            arn: functionArn(wiring.schedule.handler),
            roleArn: roleArn("schedule"),
            retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 3 },
          },
        }),
        ...unless(wiring.schedule.everySeconds === 60, "the wiring plans in another rhythm"),
      ];
    },
  },
];
