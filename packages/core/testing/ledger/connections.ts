import { givesWayTo } from "../../src/connections.ts";
import { limits } from "../../src/limits.ts";
import { isSameTicket } from "../../src/line.ts";
import type { Connection, Ledger } from "../../src/ports.ts";

/** Any spread will do, as long as it is always the same. */
function shardOf(connection: string): number {
  return [...connection].reduce((sum, char) => sum + (char.codePointAt(0) ?? 0), 0) % limits.shards;
}

export function connectionsLedger(): Pick<
  Ledger,
  "addNewConnections" | "addConnections" | "readConnections" | "removeConnection" | "listConnections"
> {
  const all = new Map<string, Connection>();
  return {
    async addNewConnections(connections) {
      return connections.filter((added) => {
        const isKnown = all.has(added.connection);
        if (!isKnown) all.set(added.connection, added);
        return isKnown;
      });
    },
    async addConnections(connections) {
      const hidden: Connection[] = [];
      for (const added of connections) {
        const before = all.get(added.connection);
        const isLate = before !== undefined && givesWayTo(added, before);
        const other = isLate ? added : before;
        if (before !== undefined && other !== undefined && !isSameTicket(before, added)) hidden.push(other);
        if (!isLate) all.set(added.connection, added);
      }
      return hidden;
    },
    readConnections: async (connections) => connections.flatMap((connection) => all.get(connection) ?? []),
    async removeConnection(connection) {
      const known = all.get(connection);
      all.delete(connection);
      return known;
    },
    async *listConnections({ room, run }, shard) {
      const ofLine = [...all.values()].filter(({ line }) => line.room === room && line.run === run);
      const page = ofLine.filter(({ connection }) => shardOf(connection) === shard);
      if (page.length > 0) yield page;
    },
  };
}
