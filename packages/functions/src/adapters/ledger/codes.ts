// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import type { CodesLedger, Line, SiteCode } from "@fairline/core";
import * as z from "zod";
import { scope, type Table, ttlAfter } from "./table.ts";

const StoredCode = z.object({ number: z.int(), challenge: z.string(), expiresAtMs: z.number() });

/** In plain: without the verifier, which is stored nowhere, nobody gets a pass for it. */
const codeKey = (line: Line, code: string) => ({ pk: `CODE#${scope(line)}#${code}`, sk: "CODE" });

export function codesLedger(table: Table): CodesLedger {
  return {
    writeCode: (line, code, content) =>
      table.put(codeKey(line, code), { ...content, ttl: ttlAfter(content.expiresAtMs, 0) }),
    async takeCode(line, code) {
      const taken = await table.remove(codeKey(line, code), { condition: "attribute_exists(pk)" });
      return taken === undefined ? undefined : (StoredCode.parse(taken) satisfies SiteCode);
    },
  };
}
