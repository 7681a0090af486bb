// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import type { Deferral, Line, Offer, PlacesLedger } from "@fairline/core";
import * as z from "zod";
import { padded, scope, type Table, ticketTtl, ttlAfter } from "./table.ts";

const StoredDeferral = z.object({ number: z.int(), until: z.int() });
const StoredOffer = z.object({ number: z.int(), key: z.string(), expiresAtMs: z.number() });

const deferralKey = (line: Line, { until, number }: Deferral) => ({
  pk: `DEFERRED#${scope(line)}`,
  sk: `${padded(until)}#${padded(number)}`,
});
const offerKey = (line: Line, code: string) => ({ pk: `OFFER#${scope(line)}#${code}`, sk: "OFFER" });

export function placesLedger(table: Table): PlacesLedger {
  return {
    addDeferral: (line, deferral, nowMs) =>
      table.put(deferralKey(line, deferral), { ...deferral, ttl: ticketTtl(nowMs) }),
    removeDeferral: (line, deferral) => table.deleteMany([deferralKey(line, deferral)]),
    async listDeferrals(line, countMax) {
      const pages = table.pages(deferralKey(line, { until: 0, number: 0 }).pk, { countMax });
      return (await Array.fromAsync(pages)).flat().map((item): Deferral => StoredDeferral.parse(item));
    },
    writeOffer: (line, code, offer) =>
      table.put(offerKey(line, code), { ...offer, ttl: ttlAfter(offer.expiresAtMs, 0) }),
    async readOffer(line, code) {
      const item = await table.get(offerKey(line, code));
      return item === undefined ? undefined : (StoredOffer.parse(item) satisfies Offer);
    },
  };
}
