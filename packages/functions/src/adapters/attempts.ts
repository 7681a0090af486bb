// Amazon DynamoDB: wrong attempts at the operators' token, in the one table, so that all instances of a function count together.
import { type Clock, limits } from "@fairline/core";
import * as z from "zod";
import { type Item, type Table, ttlAfter } from "./ledger/table.ts";

/** Wrong attempts by address. Whoever made too many within a minute is shut out until that minute is over. */
export interface Attempts {
  /** Until when the address is shut out, in milliseconds since 1970; nothing: it is not. Costs one read. */
  shutUntilMs(address: string): Promise<number | undefined>;
  /** Counts one more wrong attempt. The same answer: something if it was one too many. */
  count(address: string): Promise<number | undefined>;
}

const Counted = z.object({ wrong: z.number(), untilMs: z.number() });

const attemptsKey = (address: string) => ({ pk: `ATTEMPTS#${address}`, sk: "ATTEMPTS" });

export function dynamoAttempts(table: Table, clock: Clock): Attempts {
  /** One more in the minute that runs; nothing: none does. */
  const more = (address: string, nowMs: number) =>
    table.update(attemptsKey(address), {
      expression: "ADD wrong :one",
      condition: "untilMs > :now",
      values: { ":one": 1, ":now": nowMs },
      returning: "ALL_NEW",
    });
  /** The first one of a minute; nothing: another instance began one at the same time. */
  const first = (address: string, nowMs: number) => {
    const untilMs = nowMs + limits.attemptsWindowMs;
    return table.update(attemptsKey(address), {
      expression: "SET wrong = :one, untilMs = :until, #ttl = :ttl",
      condition: "attribute_not_exists(pk) OR untilMs <= :now",
      names: { "#ttl": "ttl" },
      values: { ":one": 1, ":now": nowMs, ":until": untilMs, ":ttl": ttlAfter(untilMs, 0) },
      returning: "ALL_NEW",
    });
  };
  const untilMsIf = (item: Item | undefined, isTooMany: (wrong: number) => boolean) => {
    if (item === undefined) return undefined;
    const { wrong, untilMs } = Counted.parse(item);
    return isTooMany(wrong) && untilMs > clock.nowMs() ? untilMs : undefined;
  };
  return {
    async shutUntilMs(address) {
      return untilMsIf(await table.get(attemptsKey(address)), (wrong) => wrong >= limits.wrongAttemptsMax);
    },
    async count(address) {
      const nowMs = clock.nowMs();
      const counted =
        (await more(address, nowMs)) ?? (await first(address, nowMs)) ?? (await more(address, nowMs));
      return untilMsIf(counted, (wrong) => wrong > limits.wrongAttemptsMax);
    },
  };
}
