// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type Claim, type Gate, isSameClaim, type Ledger, type Line, limits } from "@fairline/core";
import * as z from "zod";
import { scope, type Table, type Update } from "./table.ts";

const ClaimedBy = z.object({ messageId: z.string(), atMs: z.number() });
const StoredGate = z.object({
  serving: z.int(),
  /** The number that each lane has claimed, and by which message. Two maps, for an update can copy `serving` only whole. */
  claimed: z.record(z.string(), z.int()),
  claimedBy: z.record(z.string(), ClaimedBy),
  /** Since when; or that an operator called the number in: those come first. */
  recalled: z.record(z.string(), z.union([z.number(), z.literal("called in")])),
});

const gateKey = (line: Line) => ({ pk: `GATE#${scope(line)}`, sk: "GATE" });

export function gateLedger(
  table: Table,
): Pick<Ledger, "readGate" | "claim" | "dropClaim" | "recall" | "callIn"> {
  async function readGate(line: Line): Promise<Gate> {
    const stored = StoredGate.parse(await table.get(gateKey(line)));
    const claims = new Map<number, Claim>();
    for (const [lane, number] of Object.entries(stored.claimed)) {
      claims.set(Number(lane), { number, ...(stored.claimedBy[lane] ?? { messageId: "", atMs: 0 }) });
    }
    const numbers = Object.keys(stored.recalled).map(Number);
    const isCalledIn = (number: number) => stored.recalled[number] === "called in";
    const recalled = numbers.sort((a, b) => Number(isCalledIn(b)) - Number(isCalledIn(a)) || a - b);
    return { serving: stored.serving, claims, recalled, calledIn: recalled.filter(isCalledIn) };
  }

  async function dropClaim(line: Line, lane: number, number: number, madeMaxMs: number): Promise<void> {
    await table.update(gateKey(line), {
      expression: "REMOVE claimed.#lane, claimedBy.#lane",
      condition: "claimed.#lane = :number AND claimedBy.#lane.atMs <= :max",
      names: { "#lane": String(lane) },
      values: { ":number": number, ":max": madeMaxMs },
    });
  }

  return {
    readGate,
    dropClaim,
    async claim(line, lane, { messageId, nowMs, issued, replacing }) {
      const by = { messageId, atMs: nowMs };
      const free =
        replacing === undefined
          ? "attribute_not_exists(claimed.#lane)"
          : "claimed.#lane = :replacing AND claimedBy.#lane.messageId = :message AND claimedBy.#lane.atMs = :at";
      const take = async (update: Pick<Update, "expression" | "condition" | "names" | "values">) => {
        const after = await table.update(gateKey(line), {
          expression: update.expression,
          condition: `${free} AND ${update.condition}`,
          names: { "#lane": String(lane), ...update.names },
          values: {
            ":by": by,
            ...(replacing === undefined
              ? {}
              : { ":replacing": replacing.number, ":message": replacing.messageId, ":at": replacing.atMs }),
            ...update.values,
          },
          returning: "ALL_NEW",
        });
        const number = after && StoredGate.parse(after).claimed[String(lane)];
        return number === undefined ? undefined : ({ kind: "claimed", claim: { number, ...by } } as const);
      };
      for (let attempt = 0; attempt < limits.claimAttemptsMax; attempt++) {
        // The common case in one write: nobody was recalled. Right-hand sides see the item as it was before.
        const next = await take({
          expression: "SET claimed.#lane = serving, claimedBy.#lane = :by, serving = serving + :one",
          condition: "serving <= :issued AND size(recalled) = :zero",
          values: { ":one": 1, ":zero": 0, ":issued": issued },
        });
        if (next !== undefined) return next;
        const gate = await readGate(line);
        const existing = gate.claims.get(lane);
        if (existing !== undefined && !isSameClaim(existing, replacing))
          return { kind: "claimed", claim: existing };
        if (existing === undefined && replacing !== undefined) return { kind: "lost" };
        const [recalled] = gate.recalled;
        if (recalled !== undefined) {
          const called = await take({
            expression: "SET claimed.#lane = :number, claimedBy.#lane = :by REMOVE recalled.#number",
            condition: "attribute_exists(recalled.#number)",
            names: { "#number": String(recalled) },
            values: { ":number": recalled },
          });
          if (called !== undefined) return called;
        } else if (gate.serving > issued) {
          if (replacing !== undefined) await dropClaim(line, lane, replacing.number, replacing.atMs);
          return { kind: "nobody waits" };
        }
      }
      throw new Error(`${line.room}: lane ${lane} lost ${limits.claimAttemptsMax} races for a number`);
    },
    async recall(line, number, nowMs) {
      await table.update(gateKey(line), {
        expression: "SET recalled.#number = if_not_exists(recalled.#number, :now)",
        names: { "#number": String(number) },
        values: { ":now": nowMs },
      });
    },
    async callIn(line, number) {
      await table.update(gateKey(line), {
        expression: "SET recalled.#number = :calledIn",
        names: { "#number": String(number) },
        values: { ":calledIn": "called in" },
      });
    },
  };
}
