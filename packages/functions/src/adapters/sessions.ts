// Amazon DynamoDB: sessions of operators, in the one table.
import { createHash } from "node:crypto";
import * as z from "zod";
import { type Table, ttlAfter } from "./ledger/table.ts";

const StoredSession = z.object({
  operator: z.string(),
  /** Of the token that it was made with: without that token it is over. */
  fingerprint: z.string(),
  expiresAtMs: z.number(),
});
export type StoredSession = z.infer<typeof StoredSession>;

/** By the id in an operator's cookie. One that is over may still be there. */
export interface Sessions {
  write(id: string, session: StoredSession): Promise<void>;
  read(id: string): Promise<StoredSession | undefined>;
  remove(id: string): Promise<void>;
}

/** Whoever reads the table learns no id that is good for anything. */
const sessionKey = (id: string) => ({
  pk: `SESSION#${createHash("sha256").update(id).digest("hex")}`,
  sk: "SESSION",
});

export function dynamoSessions(table: Table): Sessions {
  return {
    write: (id, session) => table.put(sessionKey(id), { ...session, ttl: ttlAfter(session.expiresAtMs, 0) }),
    async read(id) {
      const item = await table.get(sessionKey(id));
      return item === undefined ? undefined : StoredSession.parse(item);
    },
    async remove(id) {
      await table.remove(sessionKey(id), {});
    },
  };
}
