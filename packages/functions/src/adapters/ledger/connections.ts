// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type Connection, isSameTicket, type Ledger, type Line, limits } from "@fairline/core";
import * as z from "zod";
import { type Item, type ItemKey, padded, scope, type Table, ttlAfter } from "./table.ts";

const StoredConnection = z.object({
  connection: z.string(),
  room: z.string(),
  run: z.int(),
  number: z.int(),
  askedAtMs: z.number(),
});

function asConnection(item: Item): Connection {
  const { room, run, ...rest } = StoredConnection.parse(item);
  return { ...rest, line: { room, run } };
}

/** FNV-1a: spreads connection ids evenly, and always the same way, so that the shard need not be stored. */
export function shardOf(connection: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < connection.length; i++)
    hash = Math.imul(hash ^ connection.charCodeAt(i), 0x01000193) >>> 0;
  return hash % limits.shards;
}

const shardKey = (line: Line, shard: number) => `SHARD#${scope(line)}#${padded(shard, 2)}`;
const registryKey = (line: Line, connection: string) => ({
  pk: shardKey(line, shardOf(connection)),
  sk: connection,
});
/** The opposite of core's `givesWayTo`, for the one that is written. */
const doesNotGiveWay =
  "attribute_not_exists(askedAtMs) OR (#room = :room AND #run < :run)" +
  " OR (askedAtMs <= :askedAtMs AND (#room <> :room OR #run = :run))";
const indexKey = (connection: string) => ({ pk: `CONN#${connection}`, sk: "CONN" });

/** Its tab may ask for another ticket in the very moment in which it is forgotten. */
function isThis({ line, number, askedAtMs }: Connection) {
  return {
    condition: "#room = :room AND #run = :run AND #number = :number AND askedAtMs = :askedAtMs",
    names: { "#room": "room", "#run": "run", "#number": "number" },
    values: { ":room": line.room, ":run": line.run, ":number": number, ":askedAtMs": askedAtMs },
  };
}

function asItem({ connection, line, number, askedAtMs }: Connection, nowMs: number): Item {
  const ttl = ttlAfter(nowMs, limits.connectionTtlSeconds);
  return { connection, room: line.room, run: line.run, number, askedAtMs, ttl };
}

export function connectionsLedger(
  table: Table,
): Pick<
  Ledger,
  "addNewConnections" | "addConnections" | "readConnections" | "removeConnection" | "listConnections"
> {
  /** The registry comes after the index: one who is not in the index is never told that the connection is gone. */
  const register = (connections: Iterable<Connection>, nowMs: number) =>
    table.putMany(
      [...connections].map((one) => ({
        key: registryKey(one.line, one.connection),
        item: asItem(one, nowMs),
      })),
    );
  return {
    async addNewConnections(connections, nowMs) {
      const first = new Map(connections.toReversed().map((one) => [one.connection, one]));
      const added = new Set<Connection>();
      const creations = await Promise.allSettled(
        [...first.values()].map(async (one) => {
          if (await table.create(indexKey(one.connection), asItem(one, nowMs))) added.add(one);
        }),
      );
      // Those that are added are registered, whatever became of others: when these come again, they are known already.
      await register(added, nowMs);
      for (const creation of creations) if (creation.status === "rejected") throw creation.reason;
      return connections.filter((one) => !added.has(one));
    },
    async addConnections(connections, nowMs) {
      const hidden: Connection[] = [];
      const shown = new Map<string, Connection>();
      const outdated = new Map<string, ItemKey>();
      // One after the other: a browser may ask twice in one batch.
      for (const one of connections) {
        const item = asItem(one, nowMs);
        const names = Object.fromEntries(Object.keys(item).map((name) => [`#${name}`, name]));
        const before = await table.update(indexKey(one.connection), {
          expression: `SET ${Object.keys(item)
            .map((name) => `#${name} = :${name}`)
            .join(", ")}`,
          condition: doesNotGiveWay,
          names,
          values: Object.fromEntries(Object.entries(item).map(([name, value]) => [`:${name}`, value])),
          returning: "ALL_OLD",
        });
        if (before === undefined) {
          const now = await table.get(indexKey(one.connection));
          if (now !== undefined && !isSameTicket(asConnection(now), one)) hidden.push(one);
          continue;
        }
        shown.set(one.connection, one);
        if (Object.keys(before).length === 0) continue;
        const other = asConnection(before);
        if (!isSameTicket(other, one)) hidden.push(other);
        // The new record takes the place of an old one in the same line; only in another line one is left over.
        const key = registryKey(other.line, other.connection);
        if (scope(other.line) !== scope(one.line)) outdated.set(`${key.pk} ${key.sk}`, key);
      }
      await table.deleteMany([...outdated.values()]);
      await register(shown.values(), nowMs);
      return hidden;
    },
    async readConnections(connections) {
      return (await table.getMany([...new Set(connections)].map(indexKey))).map(asConnection);
    },
    async removeConnection(connection) {
      for (let attempt = 0; attempt < limits.forgetAttemptsMax; attempt++) {
        const item = await table.get(indexKey(connection));
        if (item === undefined) return undefined;
        const known = asConnection(item);
        const isAsRead = isThis(known);
        // The index comes last: as long as it is there, whoever forgets the connection does all of this again.
        await table.remove(registryKey(known.line, connection), isAsRead);
        if ((await table.remove(indexKey(connection), isAsRead)) !== undefined) return known;
      }
      throw new Error(`${connection}: it asks for another ticket again and again`);
    },
    async *listConnections(line, shard) {
      // Eventually consistent, at half the price: one who has just come has just heard the ticket.
      for await (const page of table.pages(shardKey(line, shard), { eventual: true }))
        yield page.map(asConnection);
    },
  };
}
