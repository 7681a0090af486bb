import type { Connection, Ledger } from "@fairline/core";
import type { Stage } from "./stage.ts";

/** The one read that is eventually consistent may show what the read before it saw. */
export function staleReads(ledger: Ledger, stage: () => Stage | undefined): Ledger {
  const seen = new Map<string, readonly (readonly Connection[])[]>();
  return {
    ...ledger,
    async *listConnections(line, shard) {
      const at = `${line.run}.${shard}`;
      const before = seen.get(at);
      const now = await Array.fromAsync(ledger.listConnections(line, shard));
      seen.set(at, now);
      yield* before !== undefined && stage()?.happens("staleRead", `shard ${shard}`) === true ? before : now;
    },
  };
}
