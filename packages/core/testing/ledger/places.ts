import type { Deferral, PlacesLedger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function placesLedger(lines: Lines): PlacesLedger {
  const name = ({ until, number }: Deferral) => `${until}.${number}`;
  return {
    async addDeferral(line, deferral) {
      lines(line).deferrals.set(name(deferral), deferral);
    },
    async removeDeferral(line, deferral) {
      lines(line).deferrals.delete(name(deferral));
    },
    async listDeferrals(line, countMax) {
      const all = [...lines(line).deferrals.values()];
      return all.sort((a, b) => a.until - b.until || a.number - b.number).slice(0, countMax);
    },
    async writeOffer(line, code, offer) {
      lines(line).offers.set(code, offer);
    },
    readOffer: async (line, code) => lines(line).offers.get(code),
  };
}
