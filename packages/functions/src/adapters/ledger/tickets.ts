// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import {
  type Admission,
  type Admitted,
  type Line,
  limits,
  type Ticket,
  TicketStatus,
  type TicketsLedger,
} from "@fairline/core";
import * as z from "zod";
import { readStored } from "./stored.ts";
import { type Item, isSameAdmission, padded, scope, type Table, ticketTtl } from "./table.ts";

const StoredTicket = z.object({
  number: z.int(),
  key: z.string(),
  status: z.enum([...TicketStatus.options, "void"]),
  connections: z
    .set(z.string())
    .optional()
    .transform((set) => [...(set ?? [])]),
  polledUntilMs: z.number(),
  seenAtMs: z.number(),
  joinedAtMs: z.number(),
  lane: z.int().optional(),
  admittedAtMs: z.number().optional(),
  expiresAtMs: z.number().optional(),
  openedAtMs: z.number().optional(),
  confirmByMs: z.number().optional(),
  missed: z.int().optional(),
  aside: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("missed"), atMs: z.number() }),
      z.object({ kind: z.literal("deferred"), until: z.int() }),
    ])
    .optional(),
  calledIn: z.literal(true).optional(),
  returns: z.int().optional(),
  reservation: z.string().optional(),
});

const asTicket = (item: Item): Ticket => readStored(StoredTicket, item);

const ticketKey = (line: Line, number: number) => ({
  pk: `TICKET#${scope(line)}#${padded(number)}`,
  sk: "TICKET",
});
const passedKey = (line: Line, number: number) => ({ pk: `PASSED#${scope(line)}`, sk: padded(number) });
const names = { "#status": "status" };
const noTicket = (line: Line, number: number) => new Error(`${line.room}: there is no ticket ${number}`);

export function ticketsLedger(table: Table): TicketsLedger {
  async function readTicket(line: Line, number: number): Promise<Ticket | undefined> {
    const item = await table.get(ticketKey(line, number));
    return item && asTicket(item);
  }
  async function refused(line: Line, number: number): Promise<Extract<Admission, { kind: "refused" }>> {
    return { kind: "refused", ticket: await readTicket(line, number) };
  }
  /** Changes a ticket that is known to be there. */
  async function change(line: Line, number: number, expression: string, values: Item): Promise<Ticket> {
    const after = await table.update(ticketKey(line, number), {
      expression,
      condition: "attribute_exists(pk)",
      values,
      returning: "ALL_NEW",
    });
    if (after === undefined) throw noTicket(line, number);
    return asTicket(after);
  }
  /**
   * Changes a ticket whose visitor came or went at a time, unless a later time is noted already: whoever was slow takes
   * back nothing. DynamoDB has no maximum, hence the second request for those who were.
   */
  async function seen(
    line: Line,
    number: number,
    nowMs: number,
    { expression, condition, values }: { expression: string; condition: string; values: Item },
  ): Promise<Ticket | undefined> {
    const key = ticketKey(line, number);
    const inTime = await table.update(key, {
      expression: `SET seenAtMs = :now ${expression}`,
      condition: `${condition} AND seenAtMs <= :now`,
      values: { ...values, ":now": nowMs },
      returning: "ALL_NEW",
    });
    const after =
      inTime ?? (await table.update(key, { expression, condition, values, returning: "ALL_NEW" }));
    return after && asTicket(after);
  }
  /** Notes a moment of this admission, unless it is noted already. */
  async function note(
    line: Line,
    admitted: Admitted,
    moment: "confirmByMs" | "openedAtMs",
    atMs: number,
    alsoIf?: string,
  ): Promise<Admission> {
    const same = isSameAdmission(admitted);
    const also = alsoIf === undefined ? "" : ` AND (${alsoIf})`;
    const after = await table.update(ticketKey(line, admitted.number), {
      expression: `SET ${moment} = if_not_exists(${moment}, :at)`,
      condition: `#status = :admitted AND ${same.condition}${also}`,
      names: { ...names, ...same.names },
      values: { ":admitted": "admitted", ":at": atMs, ...same.values },
      returning: "ALL_NEW",
    });
    return after === undefined
      ? refused(line, admitted.number)
      : { kind: "admitted", ticket: asTicket(after) };
  }
  return {
    readTicket,
    createTicket(line, ticket) {
      const { connections, ...rest } = ticket;
      // DynamoDB has no empty sets.
      const present = connections.length === 0 ? {} : { connections: new Set(connections) };
      return table.create(ticketKey(line, ticket.number), {
        ...rest,
        ...present,
        ttl: ticketTtl(ticket.joinedAtMs),
      });
    },
    voidTicket(line, number, nowMs) {
      const times = { polledUntilMs: 0, seenAtMs: nowMs, joinedAtMs: nowMs };
      return table.create(ticketKey(line, number), {
        number,
        key: "",
        status: "void",
        ...times,
        ttl: ticketTtl(nowMs),
      });
    },
    async admitTicket(line, number, { lane, nowMs, expiresAtMs }) {
      const after = await table.update(ticketKey(line, number), {
        expression: "SET #status = :admitted, lane = :lane, admittedAtMs = :now, expiresAtMs = :expires",
        condition:
          "(#status = :waiting AND attribute_not_exists(aside) AND (attribute_exists(connections) OR polledUntilMs > :now))" +
          " OR (#status = :admitted AND lane = :lane AND attribute_not_exists(openedAtMs))",
        names,
        values: {
          ":admitted": "admitted",
          ":waiting": "waiting",
          ":lane": lane,
          ":now": nowMs,
          ":expires": expiresAtMs,
        },
        returning: "ALL_NEW",
      });
      return after === undefined ? refused(line, number) : { kind: "admitted", ticket: asTicket(after) };
    },
    callTicket: (line, admitted, confirmByMs) => note(line, admitted, "confirmByMs", confirmByMs),
    async postponeTicket(line, admitted, { nowMs, expiresAtMs }) {
      const same = isSameAdmission(admitted);
      const after = await table.update(ticketKey(line, admitted.number), {
        expression: "SET admittedAtMs = :now, expiresAtMs = :expires",
        condition:
          "#status = :admitted AND attribute_not_exists(openedAtMs) AND attribute_not_exists(confirmByMs)" +
          ` AND ${same.condition}`,
        names: { ...names, ...same.names },
        values: { ":admitted": "admitted", ":now": nowMs, ":expires": expiresAtMs, ...same.values },
        returning: "ALL_NEW",
      });
      return after && asTicket(after);
    },
    openTicket: (line, admitted, nowMs) =>
      note(line, admitted, "openedAtMs", nowMs, "attribute_exists(openedAtMs) OR expiresAtMs > :at"),
    async returnTicket(line, admitted, missedAtMs) {
      const same = isSameAdmission(admitted);
      const isMissed = missedAtMs !== undefined;
      const after = await table.update(ticketKey(line, admitted.number), {
        expression:
          `SET #status = :waiting${isMissed ? ", aside = :aside" : ""}` +
          " REMOVE lane, admittedAtMs, expiresAtMs, confirmByMs" +
          ` ADD #returns :one${isMissed ? ", missed :one" : ""}`,
        condition: `#status = :admitted AND attribute_not_exists(openedAtMs) AND ${same.condition}`,
        names: { ...names, ...same.names },
        values: {
          ":admitted": "admitted",
          ":waiting": "waiting",
          ":one": 1,
          ...(isMissed ? { ":aside": { kind: "missed", atMs: missedAtMs } } : {}),
          ...same.values,
        },
        returning: "ALL_NEW",
      });
      return after && asTicket(after);
    },
    async deferTicket(line, number, until) {
      const after = await table.update(ticketKey(line, number), {
        expression: "SET aside = :aside REMOVE calledIn",
        condition: "#status = :waiting AND (attribute_not_exists(aside) OR aside.#kind = :deferred)",
        names: { ...names, "#kind": "kind" },
        values: { ":waiting": "waiting", ":deferred": "deferred", ":aside": { kind: "deferred", until } },
        returning: "ALL_NEW",
      });
      return after && asTicket(after);
    },
    async markCalledIn(line, number) {
      const after = await table.update(ticketKey(line, number), {
        expression: "SET calledIn = :true REMOVE aside",
        condition: "#status = :waiting",
        names,
        values: { ":true": true, ":waiting": "waiting" },
        returning: "ALL_NEW",
      });
      return after && asTicket(after);
    },
    async clearAside(line, number, aside) {
      const [detail, value] = aside.kind === "missed" ? ["atMs", aside.atMs] : ["until", aside.until];
      const after = await table.update(ticketKey(line, number), {
        expression: "REMOVE aside",
        condition: "#status = :waiting AND aside.#kind = :kind AND aside.#detail = :detail",
        names: { ...names, "#kind": "kind", "#detail": detail },
        values: { ":waiting": "waiting", ":kind": aside.kind, ":detail": value },
        returning: "ALL_NEW",
      });
      return after && asTicket(after);
    },
    async moveTicket(line, number, { from, to }, nowMs, untilMs) {
      const before = await table.update(ticketKey(line, number), {
        // Whatever was known of the former holder's coming and going is of no use any more.
        expression: "SET #key = :to, seenAtMs = :now, polledUntilMs = :until REMOVE connections",
        condition:
          "#key = :from AND (#status = :waiting OR (#status = :admitted AND attribute_not_exists(openedAtMs)))",
        names: { ...names, "#key": "key" },
        values: {
          ":from": from,
          ":to": to,
          ":waiting": "waiting",
          ":admitted": "admitted",
          ":now": nowMs,
          ":until": untilMs,
        },
        returning: "ALL_OLD",
      });
      return before && asTicket(before);
    },
    async endTicket(line, number, when) {
      const { from, outcome, nowMs, awaySinceMaxMs, overAtMs, whileActive, reservation } = when;
      const { opened, unopened, missedMaxMs, heldBy } = when;
      const values: Item = { ":from": from, ":outcome": outcome, ":now": nowMs };
      const admission = opened ?? unopened;
      const same = admission && isSameAdmission(admission);
      const conditions = ["#status = :from"];
      const more: Record<string, string> = {};
      if (awaySinceMaxMs !== undefined) {
        conditions.push(
          "attribute_not_exists(connections) AND seenAtMs <= :since AND polledUntilMs <= :since",
        );
        values[":since"] = awaySinceMaxMs;
      }
      if (same !== undefined) {
        const begun = opened === undefined ? "attribute_not_exists" : "attribute_exists";
        conditions.push(`${begun}(openedAtMs) AND ${same.condition}`);
        Object.assign(values, same.values);
      }
      if (missedMaxMs !== undefined) {
        conditions.push("aside.#kind = :missed AND aside.atMs <= :missedMax");
        more["#kind"] = "kind";
        Object.assign(values, { ":missed": "missed", ":missedMax": missedMaxMs });
      }
      if (heldBy !== undefined) {
        conditions.push("#key = :key");
        more["#key"] = "key";
        values[":key"] = heldBy;
      }
      if (overAtMs !== undefined) {
        conditions.push("expiresAtMs <= :over");
        values[":over"] = overAtMs;
      }
      if (whileActive === true) conditions.push("expiresAtMs > :now");
      if (reservation !== undefined) values[":reservation"] = reservation;
      const after = await table.update(ticketKey(line, number), {
        expression: `SET #status = :outcome, endedAtMs = :now${reservation === undefined ? "" : ", reservation = :reservation"}`,
        condition: conditions.join(" AND "),
        names: { ...names, ...more, ...same?.names },
        values,
        returning: "ALL_NEW",
      });
      return after === undefined ? refused(line, number) : { kind: "ended", ticket: asTicket(after) };
    },
    async extendTicket(line, admitted, { fromMs, toMs, nowMs }) {
      const same = isSameAdmission(admitted);
      const after = await table.update(ticketKey(line, admitted.number), {
        expression: "SET expiresAtMs = :to",
        condition:
          "#status = :admitted AND attribute_exists(openedAtMs) AND expiresAtMs = :from AND expiresAtMs > :now" +
          ` AND ${same.condition}`,
        names: { ...names, ...same.names },
        values: { ":admitted": "admitted", ":from": fromMs, ":to": toMs, ":now": nowMs, ...same.values },
        returning: "ALL_NEW",
      });
      return after && asTicket(after);
    },
    async attach(line, number, connection, nowMs) {
      const ticket = await seen(line, number, nowMs, {
        expression: "ADD connections :connection",
        condition: "attribute_exists(pk)",
        values: { ":connection": new Set([connection]) },
      });
      if (ticket === undefined) throw noTicket(line, number);
      const surplus = ticket.connections
        .filter((other) => other !== connection)
        .slice(limits.connectionsPerTicketMax - 1);
      if (surplus.length === 0) return ticket;
      return change(line, number, "DELETE connections :surplus", { ":surplus": new Set(surplus) });
    },
    detach(line, number, connection, nowMs) {
      return seen(line, number, nowMs, {
        expression: "DELETE connections :set",
        condition: "contains(connections, :connection)",
        values: { ":connection": connection, ":set": new Set([connection]) },
      });
    },
    async poll(line, number, nowMs, untilMs) {
      const key = ticketKey(line, number);
      const inTime = await table.update(key, {
        expression: "SET seenAtMs = :now, polledUntilMs = :until",
        condition: "seenAtMs <= :now AND polledUntilMs <= :until",
        values: { ":now": nowMs, ":until": untilMs },
        returning: "ALL_NEW",
      });
      if (inTime !== undefined) return asTicket(inTime);
      const ticket = await readTicket(line, number);
      if (ticket === undefined) throw noTicket(line, number);
      if (ticket.polledUntilMs >= untilMs) return ticket;
      const later = await table.update(key, {
        expression: "SET polledUntilMs = :until",
        condition: "polledUntilMs < :until",
        values: { ":until": untilMs },
        returning: "ALL_NEW",
      });
      return later === undefined ? ((await readTicket(line, number)) ?? ticket) : asTicket(later);
    },
    addPassedOver(line, number, nowMs) {
      return table.put(passedKey(line, number), { atMs: nowMs, ttl: ticketTtl(nowMs) });
    },
    async removePassedOver(line, number, addedMaxMs) {
      const key = passedKey(line, number);
      if (addedMaxMs === undefined) return table.deleteMany([key]);
      await table.remove(key, { condition: "atMs <= :max", values: { ":max": addedMaxMs } });
    },
    async listPassedOver(line, countMax) {
      const pages = table.pages(passedKey(line, 0).pk, { countMax });
      return (await Array.fromAsync(pages)).flat().map((item) => Number(item.sk));
    },
  };
}
