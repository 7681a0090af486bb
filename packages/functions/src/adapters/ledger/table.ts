// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DeleteCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  type NativeAttributeValue,
  PutCommand,
  paginateQuery,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { type Admitted, concurrently, type Line, limits } from "@fairline/core";
import DataLoader from "dataloader";
import { chunks } from "../chunks.ts";
import { backOff } from "./backOff.ts";
import { insertTogether } from "./insertions.ts";

export type Item = Record<string, NativeAttributeValue>;
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The one table, with the few requests that the ledger makes. Every read is strongly consistent unless it says so. */
export interface Table {
  get(key: ItemKey): Promise<Item | undefined>;
  getMany(keys: readonly ItemKey[]): Promise<Item[]>;
  /** False: there is an item with this key already. */
  create(key: ItemKey, item: Item): Promise<boolean>;
  put(key: ItemKey, item: Item): Promise<void>;
  putMany(items: readonly { key: ItemKey; item: Item }[]): Promise<void>;
  deleteMany(keys: readonly ItemKey[]): Promise<void>;
  /** The attributes that `returning` asks for; nothing if the condition did not hold. */
  update(key: ItemKey, update: Update): Promise<Item | undefined>;
  /** What was there; nothing if the condition did not hold. */
  remove(key: ItemKey, when: Pick<Update, "condition" | "names" | "values">): Promise<Item | undefined>;
  /** Those whose sort key has the prefix, or comes before another. */
  pages(
    pk: string,
    options?: {
      /** Only sort keys that begin so. DynamoDB takes one condition on them: this or one of the next. */
      prefix?: string | undefined;
      /** Only sort keys that come after this one, or before it. */
      after?: string | undefined;
      before?: string | undefined;
      countMax?: number;
      newestFirst?: boolean;
      eventual?: boolean;
    },
  ): AsyncIterable<Item[]>;
}

export interface Update {
  readonly expression: string;
  readonly condition?: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
  readonly returning?: "ALL_NEW" | "ALL_OLD" | "UPDATED_NEW";
}

/** DynamoDB takes 100 keys in one read. */
const readBatchMax = 100;

export function dynamoTable(client: DynamoDBDocumentClient, TableName: string): Table {
  async function writeMany(requests: NonNullable<BatchWriteRequest>[]): Promise<void> {
    await concurrently(chunks(requests, limits.writeBatchMax), limits.writesAtOnceMax, async (batch) => {
      let left: NonNullable<BatchWriteRequest>[] = batch;
      for (let attempt = 0; left.length > 0; attempt++) {
        if (attempt > limits.retriesMax) throw new Error(`${left.length} items were not written`);
        await backOff(attempt);
        const { UnprocessedItems } = await client.send(
          new BatchWriteCommand({ RequestItems: { [TableName]: left } }),
        );
        left = UnprocessedItems?.[TableName] ?? [];
      }
    });
  }
  async function insert(item: Item): Promise<boolean> {
    const put = new PutCommand({ TableName, Item: item, ConditionExpression: "attribute_not_exists(pk)" });
    return (await unlessRefused(client.send(put))) !== undefined;
  }
  /** For an endpoint that knows no PartiQL (docs/endpoints.md). */
  async function oneByOne(items: readonly Item[]): Promise<(boolean | Error)[]> {
    const settled = await Promise.allSettled(items.map(insert));
    return settled.map((one) => (one.status === "fulfilled" ? one.value : new Error(String(one.reason))));
  }
  // What is inserted at the same moment goes in one request: a batch of joins writes its keys, then its tickets.
  const insertions = new DataLoader<Item, boolean>(
    async (items) => {
      const [only] = items;
      if (only !== undefined && items.length === 1) return [await insert(only)];
      const inserted = await insertTogether(client, TableName, items);
      return inserted.some(isUnknownOperation) ? oneByOne(items) : inserted;
    },
    { cache: false, maxBatchSize: limits.writeBatchMax },
  );
  return {
    async get(key) {
      return (await client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;
    },
    async getMany(keys) {
      const items: Item[] = [];
      for (const batch of chunks(keys, readBatchMax)) {
        let left: Item[] = batch.map((key) => ({ ...key }));
        for (let attempt = 0; left.length > 0; attempt++) {
          if (attempt > limits.retriesMax) throw new Error(`${left.length} items were not read`);
          await backOff(attempt);
          const { Responses, UnprocessedKeys } = await client.send(
            new BatchGetCommand({ RequestItems: { [TableName]: { Keys: left, ConsistentRead: true } } }),
          );
          items.push(...(Responses?.[TableName] ?? []));
          left = UnprocessedKeys?.[TableName]?.Keys ?? [];
        }
      }
      return items;
    },
    create: (key, item) => insertions.load({ ...item, ...key }),
    async put(key, item) {
      await client.send(new PutCommand({ TableName, Item: { ...item, ...key } }));
    },
    putMany: (items) =>
      writeMany(items.map(({ key, item }) => ({ PutRequest: { Item: { ...item, ...key } } }))),
    deleteMany: (keys) => writeMany(keys.map((key) => ({ DeleteRequest: { Key: { ...key } } }))),
    async update(key, { expression, condition, names, values, returning }) {
      const input: UpdateCommandInput = {
        TableName,
        Key: key,
        UpdateExpression: expression,
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
        ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
        ...(returning === undefined ? {} : { ReturnValues: returning }),
      };
      const result = await unlessRefused(client.send(new UpdateCommand(input)));
      return result && (result.Attributes ?? {});
    },
    async remove(key, { condition, names, values }) {
      const input: DeleteCommandInput = {
        TableName,
        Key: key,
        ReturnValues: "ALL_OLD",
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
        ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      };
      return (await unlessRefused(client.send(new DeleteCommand(input))))?.Attributes;
    },
    async *pages(pk, { prefix, after, before, countMax, newestFirst, eventual } = {}) {
      const input: QueryCommandInput = {
        TableName,
        ...keyCondition(pk, { prefix, after, before }),
        ConsistentRead: eventual !== true,
        ScanIndexForward: newestFirst !== true,
        ...(countMax === undefined ? {} : { Limit: countMax }),
      };
      for await (const page of paginateQuery({ client }, input)) {
        yield page.Items ?? [];
        if (countMax !== undefined) return;
      }
    },
  };
}

type BatchWriteRequest = NonNullable<
  NonNullable<ConstructorParameters<typeof BatchWriteCommand>[0]["RequestItems"]>[string]
>[number];

function keyCondition(
  pk: string,
  { prefix, after, before }: Readonly<Record<"prefix" | "after" | "before", string | undefined>>,
): Pick<QueryCommandInput, "KeyConditionExpression" | "ExpressionAttributeValues"> {
  const of = (condition: string, values: Item) => ({
    KeyConditionExpression: `pk = :pk${condition}`,
    ExpressionAttributeValues: { ":pk": pk, ...values },
  });
  if (prefix !== undefined) return of(" AND begins_with(sk, :prefix)", { ":prefix": prefix });
  if (after !== undefined) return of(" AND sk > :after", { ":after": after });
  if (before !== undefined) return of(" AND sk < :before", { ":before": before });
  return of("", {});
}

function isUnknownOperation(result: boolean | Error): boolean {
  return result instanceof Error && result.name === "UnknownOperationException";
}

/** A condition that does not hold is an answer, not an error. */
async function unlessRefused<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/**
 * The condition under which an item belongs to this admission of its ticket; one that never returned carries nothing.
 * RETURNS is a word of DynamoDB's, hence the name.
 */
export function isSameAdmission({
  returns,
}: Admitted): Pick<Update, "names" | "values"> & { condition: string } {
  const names = { "#returns": "returns" };
  return returns === undefined
    ? { condition: "attribute_not_exists(#returns)", names, values: {} }
    : { condition: "#returns = :returns", names, values: { ":returns": returns } };
}

/** A key part that carries the room and its run: a reset begins with fresh keys. Room names have no dot. */
export function scope(line: Line): string {
  return `${line.room}.${line.run}`;
}

/** Numbers in keys have nine digits, so that they sort as numbers do. */
export function padded(number: number, digits = 9): string {
  return String(number).padStart(digits, "0");
}

export function ttlAfter(nowMs: number, seconds: number): number {
  return Math.floor(nowMs / 1000) + seconds;
}

export const ticketTtl = (nowMs: number) => ttlAfter(nowMs, limits.ticketTtlSeconds);
