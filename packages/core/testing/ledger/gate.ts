import { isSameClaim, type Line } from "../../src/line.ts";
import type { Ledger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function gateLedger(
  lines: Lines,
): Pick<Ledger, "readGate" | "claim" | "dropClaim" | "recall" | "callIn"> {
  function gateOf(line: Line) {
    const { gate } = lines(line);
    if (gate === undefined) throw new Error(`${line.room}: run ${line.run} was never opened`);
    return gate;
  }
  return {
    async readGate(line) {
      const { serving, claims, recalled, calledIn } = gateOf(line);
      return {
        serving,
        claims: new Map(claims),
        recalled: inOrder({ recalled, calledIn }),
        calledIn: ascending(calledIn),
      };
    },
    async claim(line, lane, { messageId, nowMs, issued, replacing }) {
      const gate = gateOf(line);
      const existing = gate.claims.get(lane);
      if (existing !== undefined && !isSameClaim(existing, replacing))
        return { kind: "claimed", claim: existing };
      if (existing === undefined && replacing !== undefined) return { kind: "lost" };
      const [recalled] = inOrder(gate);
      const number = recalled ?? (gate.serving <= issued ? gate.serving : undefined);
      if (number === undefined) {
        gate.claims.delete(lane);
        return { kind: "nobody waits" };
      }
      if (recalled === undefined) gate.serving += 1;
      else {
        gate.recalled.delete(recalled);
        gate.calledIn.delete(recalled);
      }
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
    async callIn(line, number) {
      gateOf(line).recalled.add(number);
      gateOf(line).calledIn.add(number);
    },
  };
}

/** Who was called in comes before those who were only recalled. */
function inOrder({ recalled, calledIn }: { recalled: ReadonlySet<number>; calledIn: ReadonlySet<number> }) {
  return [...ascending(calledIn), ...ascending(recalled).filter((number) => !calledIn.has(number))];
}

function ascending(numbers: ReadonlySet<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}
