// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type Connection, isSameTicket, type Ledger, type Line, limits } from "@fairline/core";
import { z } from "zod";
import { type Item, padded, scope, type Table, ttlAfter } from "./table.ts";

const StoredConnection = z.object({
  connection: z.string(),
  room: z.string(),
  run: z.int(),
  number: z.int(),
});

function asConnection(item: Item): Connection {
  const { connection, room, run, number } = StoredConnection.parse(item);
  return { connection, line: { room, run }, number };
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
const indexKey = (connection: string) => ({ pk: `CONN#${connection}`, sk: "CONN" });

export function connectionsLedger(
  table: Table,
): Pick<Ledger, "addConnections" | "removeConnection" | "listConnections"> {
  return {
    async addConnections(connections, nowMs) {
      const ttl = ttlAfter(nowMs, limits.connectionTtlSeconds);
      // A batch that writes one item twice is refused as a whole, and a browser may send two joins at once: the
      // later one is what its connection shows.
      const latest = new Map(connections.map((one) => [one.connection, one]));
      const before = (await table.getMany([...latest.keys()].map(indexKey))).map(asConnection);
      const earlier = connections.filter((one) => latest.get(one.connection) !== one);
      const replaced = [...before, ...earlier].filter((one) => {
        const now = latest.get(one.connection);
        return now !== undefined && !isSameTicket(one, now);
      });
      // The new record takes the place of an old one in the same line; only in another line one is left over.
      const left = replaced.filter(
        ({ connection, line }) => scope(line) !== scope(latest.get(connection)?.line ?? line),
      );
      const keys = new Map(
        left.map((one) => [`${scope(one.line)} ${one.connection}`, registryKey(one.line, one.connection)]),
      );
      await table.deleteMany([...keys.values()]);
      await table.putMany(
        [...latest.values()].flatMap(({ connection, line, number }) => {
          const item = { connection, room: line.room, run: line.run, number, ttl };
          return [
            { key: registryKey(line, connection), item },
            { key: indexKey(connection), item },
          ];
        }),
      );
      return replaced;
    },
    async removeConnection(connection) {
      const item = await table.get(indexKey(connection));
      if (item === undefined) return undefined;
      const known = asConnection(item);
      await table.deleteMany([registryKey(known.line, connection), indexKey(connection)]);
      return known;
    },
    async *listConnections(line, shard) {
      // Eventually consistent, at half the price: one who has just come has just heard the ticket.
      for await (const page of table.pages(shardKey(line, shard), { eventual: true }))
        yield page.map(asConnection);
    },
  };
}
