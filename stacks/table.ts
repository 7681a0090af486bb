import { wiring } from "../packages/functions/src/wiring.ts";
import { named } from "./names.ts";
import { stage } from "./stage.ts";

const { partitionKey, sortKey, ttlAttribute } = wiring.table;

/** Every item of every room. On demand: a crowd comes without notice. */
export const table = new aws.dynamodb.Table(
  "Table",
  {
    name: named("table"),
    billingMode: "PAY_PER_REQUEST",
    hashKey: partitionKey,
    rangeKey: sortKey,
    attributes: [
      { name: partitionKey, type: "S" },
      { name: sortKey, type: "S" },
    ],
    ttl: { attributeName: ttlAttribute, enabled: true },
    pointInTimeRecovery: { enabled: stage.pointInTimeRecovery },
    deletionProtectionEnabled: stage.deletionProtection,
  },
  { retainOnDelete: stage.isProduction },
);
