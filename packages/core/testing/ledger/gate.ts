import { isSameClaim, type Line } from "../../src/line.ts";
import type { Ledger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function gateLedger(lines: Lines): Pick<Ledger, "readGate" | "claim" | "dropClaim" | "recall"> {
  function gateOf(line: Line) {
    const { gate } = lines(line);
    if (gate === undefined) throw new Error(`${line.room}: run ${line.run} was never opened`);
    return gate;
  }
  return {
    async readGate(line) {
      const { serving, claims, recalled } = gateOf(line);
      return { serving, claims: new Map(claims), recalled: [...recalled].sort((a, b) => a - b) };
    },
    async claim(line, lane, { messageId, nowMs, issued, replacing }) {
      const gate = gateOf(line);
      const existing = gate.claims.get(lane);
      if (existing !== undefined && !isSameClaim(existing, replacing))
        return { kind: "claimed", claim: existing };
      if (existing === undefined && replacing !== undefined) return { kind: "lost" };
      const [recalled] = [...gate.recalled].sort((a, b) => a - b);
      const number = recalled ?? (gate.serving <= issued ? gate.serving : undefined);
      if (number === undefined) {
        gate.claims.delete(lane);
        return { kind: "nobody waits" };
      }
      if (recalled === undefined) gate.serving += 1;
      else gate.recalled.delete(recalled);
      const claim = { number, messageId, atMs: nowMs };
      gate.claims.set(lane, claim);
      return { kind: "claimed", claim };
    },
    async dropClaim(line, lane, number, madeMaxMs) {
      const { claims } = gateOf(line);
      const claim = claims.get(lane);
      if (claim?.number === number && claim.atMs <= madeMaxMs) claims.delete(lane);
    },
    async recall(line, number) {
      gateOf(line).recalled.add(number);
    },
  };
}
