import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { systemClock } from "@fairline/functions/adapters/clock.ts";
import { dynamoLedger } from "@fairline/functions/adapters/ledger.ts";
import { median } from "./suite/middle.ts";

/**
 * `node bench/registry.ts`: how long a processor is busy to list the connections of a shard, through the SDK and the ledger's own
 * adapter, and without a network: pages of 1 MB as DynamoDB answers them are handed to the SDK at once. A tick of a long line
 * does that in each shard (packages/planner/src/scale/invocation.ts).
 */
const rounds = 5;
/** DynamoDB ends a page at 1 MB of stored items, of 110 bytes each. */
const perPage = 9500;
const pages = 13;

const line = { room: "demo", run: 1 };
const page = (last: boolean) =>
  JSON.stringify({
    Items: Array.from({ length: perPage }, (_, i) => ({
      pk: { S: "SHARD#demo.1#03" },
      sk: { S: connectionId(i) },
      connection: { S: connectionId(i) },
      room: { S: "demo" },
      run: { N: "1" },
      number: { N: String(100_000 + i) },
      askedAtMs: { N: "1790000000000" },
      ttl: { N: "1790010800" },
    })),
    Count: perPage,
    ...(last ? {} : { LastEvaluatedKey: { pk: { S: "SHARD#demo.1#03" }, sk: { S: connectionId(perPage) } } }),
  });
const [next, last] = [Buffer.from(page(false)), Buffer.from(page(true))];

let asked = 0;
const client = new DynamoDBClient({
  region: "us-east-1",
  credentials: { accessKeyId: "nobody", secretAccessKey: "nobody" },
  requestHandler: {
    async handle() {
      asked += 1;
      const body = Readable.from([asked % pages === 0 ? last : next]);
      return { response: { statusCode: 200, reason: "OK", headers: {}, body } };
    },
  },
});
const ledger = dynamoLedger(DynamoDBDocumentClient.from(client), "table", systemClock);

const microseconds: number[] = [];
for (let round = 0; round < rounds; round++) {
  const before = process.cpuUsage();
  let listed = 0;
  for await (const connections of ledger.listConnections(line, 3)) listed += connections.length;
  const { user, system } = process.cpuUsage(before);
  microseconds.push((user + system) / listed);
}
process.stdout.write(
  `A connection takes ${median(microseconds).toFixed(1)} µs of a processor to be listed (median of ${rounds} rounds of ${pages * perPage}; ` +
    `${microseconds.map((one) => one.toFixed(1)).join(", ")}).\n`,
);

/** As long as API Gateway makes them. */
function connectionId(i: number): string {
  return `${String(i).padStart(11, "0")}abcd=`.slice(0, 16);
}
