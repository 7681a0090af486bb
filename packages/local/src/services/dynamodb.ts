// DynamoDB, by dynalite.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from "@aws-sdk/client-dynamodb";
import { wiring } from "@fairline/functions/wiring.ts";
import { type DatabasePort, databasePort } from "./database-port.ts";

export const tableName = "fairline";

export interface DynamoDbService {
  readonly url: string;
  readonly tableName: string;
  /** The same database without HTTP, for who is in this process. */
  readonly port: DatabasePort;
  stop(): Promise<void>;
}

/**
 * In a thread of its own: the database is the busiest service here, and the handlers' half of each call
 * can then run on another core than its own half.
 */
export async function startDynamoDb(options: { path?: string | undefined } = {}): Promise<DynamoDbService> {
  const thread = new Worker(new URL("./dynamodb-thread.ts", import.meta.url), {
    workerData: { path: options.path },
  });
  // Rejects when the thread ends with an error instead.
  const [url] = (await once(thread, "message")) as [string];
  // Without its database nothing here can go on.
  thread.on("error", (error) => {
    throw error;
  });
  await createTable(url);
  return {
    url,
    tableName,
    port: databasePort(thread),
    async stop() {
      const exited = once(thread, "exit");
      thread.postMessage("stop");
      await exited;
    },
  };
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { partitionKey, sortKey } = wiring.table;
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: partitionKey, AttributeType: "S" },
          { AttributeName: sortKey, AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: partitionKey, KeyType: "HASH" },
          { AttributeName: sortKey, KeyType: "RANGE" },
        ],
      }),
    );
  } catch (error) {
    // A data directory that has been used before has the table already.
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}
