import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { limits } from "@fairline/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DynamoDbService, startDynamoDb } from "../../local/src/services/dynamodb.ts";
import { type Attempts, dynamoAttempts } from "../src/adapters/attempts.ts";
import { dynamoTable } from "../src/adapters/ledger/table.ts";

let service: DynamoDbService;
let attempts: Attempts;
let nowMs = Date.UTC(2030, 0, 1);
const { attemptsWindowMs, wrongAttemptsMax } = limits;

beforeAll(async () => {
  service = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: service.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const table = dynamoTable(DynamoDBDocumentClient.from(client), service.tableName);
  attempts = dynamoAttempts(table, { nowMs: () => nowMs, pause: async () => {} });
});
afterAll(() => service.stop());

const guess = async (address: string, count: number) => {
  for (let i = 0; i < count; i++) await attempts.count(address);
};

test("an address is shut out from its last allowed attempt on, until the minute of its first is over", async () => {
  const untilMs = nowMs + attemptsWindowMs;
  await guess("a", 1);
  nowMs += attemptsWindowMs / 2;
  await guess("a", wrongAttemptsMax - 2);
  expect(await attempts.shutUntilMs("a")).toBeUndefined();
  expect(await attempts.count("a")).toBeUndefined();
  expect(await attempts.shutUntilMs("a")).toBe(untilMs);
  expect(await attempts.count("a")).toBe(untilMs);
  expect(await attempts.shutUntilMs("b")).toBeUndefined();
  nowMs = untilMs;
  expect(await attempts.shutUntilMs("a")).toBeUndefined();
});

test("a new minute begins with the first attempt after the last one, and at nothing", async () => {
  await guess("c", wrongAttemptsMax);
  nowMs += 3 * attemptsWindowMs;
  expect(await attempts.count("c")).toBeUndefined();
  await guess("c", wrongAttemptsMax - 1);
  expect(await attempts.shutUntilMs("c")).toBe(nowMs + attemptsWindowMs);
});

test("of many at once none is lost, in the moment in which a minute begins, too", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => attempts.count("d")));
  expect(answers.filter((untilMs) => untilMs !== undefined)).toHaveLength(50 - wrongAttemptsMax);
});
