import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DynamoDbService, startDynamoDb } from "../src/services/dynamodb.ts";

let service: DynamoDbService;

beforeAll(async () => {
  service = await startDynamoDb();
});
afterAll(() => service.stop());

const common = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
const key = (pk: string, sk = "1") => ({ pk: { S: pk }, sk: { S: sk } });
const insert = (pk: string, names = ["pk", "sk", "tags"]) => ({
  Statement: `INSERT INTO "${service.tableName}" VALUE {${names.map((name) => `'${name}': ?`).join(", ")}}`,
  Parameters: [{ S: pk }, { S: "1" }, { SS: ["a", "b"] }].slice(0, names.length),
});

describe.each(["over HTTP", "by messages"])("the database, asked %s", (way) => {
  const client = () =>
    new DynamoDBClient({ ...common, ...(way === "over HTTP" ? { endpoint: service.url } : service.port) });
  const TableName = "fairline";

  test("inserts each item that is not there yet, with its sets, and says which were", async () => {
    const pk = `insert ${way}`;
    await client().send(new PutItemCommand({ TableName, Item: { ...key(pk), old: { BOOL: true } } }));
    const Statements = [insert(pk), insert(`${pk} 2`)];
    const { Responses, ConsumedCapacity } = await client().send(
      new BatchExecuteStatementCommand({ Statements, ReturnConsumedCapacity: "TOTAL" }),
    );
    expect(Responses?.map((response) => response.Error?.Code)).toEqual(["DuplicateItem", undefined]);
    expect(ConsumedCapacity).toMatchObject([{ CapacityUnits: 1 }]);
    const get = async (of: string) =>
      (await client().send(new GetItemCommand({ TableName, Key: key(of) }))).Item;
    expect(await get(pk)).toEqual({ ...key(pk), old: { BOOL: true } });
    expect(await get(`${pk} 2`)).toEqual({ ...key(`${pk} 2`), tags: { SS: ["a", "b"] } });
  });

  test("refuses what it does not know, in DynamoDB's own words", async () => {
    const send = (Statements: { Statement: string }[]) =>
      client().send(new BatchExecuteStatementCommand({ Statements }));
    const refused = { name: "ValidationException" };
    await expect(send([{ Statement: 'DELETE FROM "fairline"' }])).rejects.toMatchObject(refused);
    await expect(send([{ Statement: insert("x").Statement }])).rejects.toMatchObject(refused);
    await expect(send(Array.from({ length: 26 }, () => insert("x")))).rejects.toMatchObject(refused);
    const nowhere = new GetItemCommand({ TableName: "nowhere", Key: key("x") });
    await expect(client().send(nowhere)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const keyless = new PutItemCommand({ TableName, Item: { pk: { S: "x" } } });
    await expect(client().send(keyless)).rejects.toMatchObject(refused);
  });

  test("lists a partition in order, in both directions, from a key on, and page by page", async () => {
    const pk = `list ${way}`;
    for (const sk of ["c", "a", "b", "aa"])
      await client().send(new PutItemCommand({ TableName, Item: key(pk, sk) }));
    await client().send(new PutItemCommand({ TableName, Item: key(`${pk} other`, "b") }));
    const list = async (condition: string, values: object, over: object = {}) => {
      const { Items = [], LastEvaluatedKey } = await client().send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: `pk = :pk${condition}`,
          ExpressionAttributeValues: { ":pk": { S: pk }, ...values },
          ...over,
        }),
      );
      return [Items.map(({ sk }) => sk?.S).join(" "), LastEvaluatedKey?.sk?.S];
    };
    const from = { ":sk": { S: "aa" } };
    expect(await list("", {})).toEqual(["a aa b c", undefined]);
    expect(await list("", {}, { ScanIndexForward: false })).toEqual(["c b aa a", undefined]);
    expect(await list(" AND sk > :sk", from)).toEqual(["b c", undefined]);
    expect(await list(" AND sk < :sk", from)).toEqual(["a", undefined]);
    expect(await list(" AND begins_with(sk, :sk)", { ":sk": { S: "a" } })).toEqual(["a aa", undefined]);
    expect(await list("", {}, { Limit: 2 })).toEqual(["a aa", "aa"]);
    expect(await list("", {}, { Limit: 2, ExclusiveStartKey: key(pk, "aa") })).toEqual(["b c", "c"]);
  });
});
