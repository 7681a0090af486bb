import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateScan,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type Ledger, limits, noStats, noUsage, Settings } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DynamoDbService, startDynamoDb } from "../../local/src/services/dynamodb.ts";
import { connectionsLedger, shardOf } from "../src/adapters/ledger/connections.ts";
import { dynamoTable } from "../src/adapters/ledger/table.ts";
import { dynamoLedger } from "../src/adapters/ledger.ts";
import { ledgerContract } from "./contract/ledger.ts";

let service: DynamoDbService;
let ledger: Ledger;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  service = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: service.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: { httpAgent: { maxSockets: 256 } },
  });
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  ledger = dynamoLedger(documents, service.tableName, { nowMs: () => Date.now(), pause: async () => {} });
});
afterAll(() => service.stop());

ledgerContract("on DynamoDB", async () => ledger);

describe("the ledger on DynamoDB, beyond its port", () => {
  test("T3 a shard of more than DynamoDB's page of 1 MB is listed page by page, and completely", async () => {
    const line = { room: "pages", run: 1 };
    const ids = Array.from({ length: 640 }, (_, i) => longIdOf(shardOf, i));
    await ledger.addConnections(
      ids.map((connection, i) => ({ connection, line, number: i + 1, askedAtMs: 0 })),
      Date.now(),
    );
    const pages = await Array.fromAsync(ledger.listConnections(line, 0));
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(pages.flat().map(({ connection }) => connection))).toEqual(new Set(ids));
    expect(limits.shards).toBeGreaterThan(1);
    expect(await Array.fromAsync(ledger.listConnections(line, 1))).toEqual([[]]);
  });

  test("P7 a tab that asks for another ticket while the one before is forgotten is told of with the newer one, and shows it again", async () => {
    const line = { room: "forgetting", run: 1 };
    const [before, after] = [1, 2].map((number) => ({ connection: "tab", line, number, askedAtMs: number }));
    if (!before || !after) throw new Error("two are made");
    await ledger.addConnections([before], 0);
    const table = dynamoTable(documents, service.tableName);
    let reads = 0;
    const racing = connectionsLedger({
      ...table,
      async get(key) {
        const item = await table.get(key);
        if (reads++ === 0) await ledger.addConnections([after], 0);
        return item;
      },
    });
    expect(await racing.removeConnection("tab")).toEqual(after);
    expect(await ledger.readConnections(["tab"])).toEqual([]);
    await ledger.addConnections([after], 0);
    const shard = await Array.fromAsync(ledger.listConnections(line, shardOf("tab")));
    expect(shard.flat()).toEqual([after]);
  });

  test("P7 whoever forgets what another has shown since then leaves it in its shard", async () => {
    const line = { room: "registry", run: 1 };
    const [before, after] = [1, 2].map((number) => ({
      connection: "tab-2",
      line,
      number,
      askedAtMs: number,
    }));
    if (!before || !after) throw new Error("two are made");
    await ledger.addConnections([before], 0);
    const table = dynamoTable(documents, service.tableName);
    let removals = 0;
    const racing = connectionsLedger({
      ...table,
      // Another handler forgets it first, and the tab joins with a new key.
      async remove(key, when) {
        if (removals++ > 0) return table.remove(key, when);
        await ledger.removeConnection("tab-2");
        await ledger.addNewConnections([after], 0);
        const removed = await table.remove(key, when);
        const shard = await Array.fromAsync(ledger.listConnections(line, shardOf("tab-2")));
        expect(shard.flat()).toEqual([after]);
        return removed;
      },
    });
    await racing.removeConnection("tab-2");
  });

  test("J1 of connections that are added at once and of which one fails the others are registered", async () => {
    const line = { room: "adding", run: 1 };
    const three = ["a1", "a2", "a3"].map((connection, i) => ({ connection, line, number: i, askedAtMs: 0 }));
    const table = dynamoTable(documents, service.tableName);
    const failing = connectionsLedger({
      ...table,
      async create(key, item) {
        if (item.connection === "a1") throw new Error("throttled");
        return table.create(key, item);
      },
    });
    await expect(failing.addNewConnections(three, 0)).rejects.toThrow("throttled");
    const listed = await Promise.all(
      [1, 2].map((i) => Array.fromAsync(ledger.listConnections(line, shardOf(`a${i + 1}`)))),
    );
    expect(new Set(listed.flat(2))).toEqual(new Set(three.slice(1)));
    expect(await ledger.addNewConnections(three, 0)).toEqual(three.slice(1));
  });

  test("R1, R5 a room of before its configuration and its log were kept is read, and goes on with its next change", async () => {
    const {
      draining: _,
      translations: __,
      returnAddresses: ___,
      ...settings
    } = Settings.parse({ slots: 2, slotSeconds: 60, tickSeconds: 5 });
    const audit = [{ atMs: 1, what: "created" }];
    const item = { pk: "ROOM#old", sk: "SETTINGS", settings, version: 3, run: 2, audit };
    await documents.send(new PutCommand({ TableName: service.tableName, Item: item }));
    const now = { ...settings, draining: false, translations: {}, returnAddresses: [] };
    const record = { settings: now, configured: now, version: 3, run: 2 };
    expect(await ledger.readRoom("old")).toEqual(record);
    const changed = { ...record, version: 4, settings: { ...now, slots: 7 } };
    expect(await ledger.writeRoom("old", changed, 3)).toBe(true);
    expect(await ledger.readRoom("old")).toEqual(changed);
  });

  test("R5 a line of the log has a time to live", async () => {
    const entry = { id: "1", atMs: 5000, who: "olga", what: "paused the room", changes: [] };
    await ledger.writeEntry("logged", entry);
    const { Item } = await documents.send(
      new GetCommand({ TableName: service.tableName, Key: { pk: "AUDIT#logged", sk: "1" } }),
    );
    expect(Item?.ttl).toBe(5 + limits.auditTtlSeconds);
  });

  test("F1, F2, F3 a line of before its waits, its cost and all of its samples were kept is read, and goes on", async () => {
    const line = { room: "before", run: 1 };
    const put = (pk: string, sk: string, item: object) =>
      documents.send(new PutCommand({ TableName: service.tableName, Item: { pk, sk, ...item } }));
    await put("STATS#before.1", "STATS", { admitted: 3, waitMs: 9000, left: 1 });
    await put("TICK#before.1", "TICK", { due: 5, claimedAtMs: 5000 });
    await put("SAMPLES#before.1", "000000000005000", { atMs: 5000, waiting: 2, active: 1, serving: 3 });
    const stats = { ...noStats, admitted: 3, waitMs: 9000, left: 1 };
    expect(await ledger.readStats(line)).toEqual(stats);
    expect((await ledger.readTick(line)).usage).toEqual(noUsage);
    expect(await ledger.listSamples(line, "tick", { countMax: 9 })).toEqual([]);
    await ledger.addStats(line, { admitted: 1, waitMs: 1000, waits: { 4: 1 } });
    await ledger.claimTick(line, 10, 10_000);
    await ledger.addUsage(line, { pushes: 2, connectionSeconds: 10 });
    expect(await ledger.readStats(line)).toEqual({ ...stats, admitted: 4, waitMs: 10_000, waits: { 4: 1 } });
    expect((await ledger.readTick(line)).usage).toEqual({ ticks: 1, pushes: 2, connectionSeconds: 10 });
  });

  test("F1 with every bucket of waits in use the figures of a line are still one write unit", async () => {
    const line = { room: "a-room-with-a-name-of-forty-characters-40", run: 99 };
    const waits = Object.fromEntries(Array.from({ length: limits.waitBucketsMax }, (_, i) => [i, 123_456]));
    const counts = Object.fromEntries(Object.keys(noStats).map((name) => [name, 1_234_567]));
    const stats = { ...counts, waitMs: 9_999_999_999_999, waits };
    await ledger.addStats(line, stats);
    const { ConsumedCapacity } = await documents.send(
      new UpdateCommand({
        TableName: service.tableName,
        Key: { pk: `STATS#${line.room}.${line.run}`, sk: "STATS" },
        UpdateExpression: "ADD admitted :one",
        ExpressionAttributeValues: { ":one": 1 },
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBe(1);
  });

  test("R3 of a line that is over everything has a time to live; of one that goes on its counter, gate and figures have none", async () => {
    const [over, next] = [1, 2].map((run) => ({ room: "lives", run }));
    if (!over || !next) throw new Error("two are made");
    for (const line of [over, next]) await ledger.openLine(line);
    await ledger.closeLine(over, 5000);
    const pages = paginateScan(
      { client: documents },
      {
        TableName: service.tableName,
        FilterExpression: "contains(pk, :room)",
        ExpressionAttributeValues: { ":room": "lives" },
      },
    );
    const items = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
    const ttls = items.map(({ ttl }) => ttl).sort();
    expect(ttls).toEqual([...Array(4).fill(5 + limits.ticketTtlSeconds), ...Array(4).fill(undefined)]);
  });
});

/** The i-th id of shard 0, as long as a sort key may be, so that a megabyte is full soon. */
function longIdOf(shard: (id: string) => number, i: number): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const id = `${i}-${attempt}-`.padEnd(1000, "x");
    if (shard(id) === 0) return id;
  }
  throw new Error(`no id of shard 0 was found for ${i}`);
}
