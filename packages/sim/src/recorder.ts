import { isCalled, type Ledger, type Ticket } from "@fairline/core";
import type { History } from "./history.ts";

/** The same ledger; what becomes true in it is written down at that moment, whoever hears of it. */
export function recorded(ledger: Ledger, { add }: History): Ledger {
  const claims = new Map<string, number>();
  const opened = new Set<string>();
  const called = new Set<string>();
  const joined = new Set<string>();
  return {
    ...ledger,
    async writeRoom(room, record, expectedVersion) {
      const written = await ledger.writeRoom(room, record, expectedVersion);
      const { run, settings, resettingAtMs, drained, latest } = record;
      if (written)
        add({
          kind: "room",
          run,
          settings,
          isResetting: resettingAtMs !== undefined,
          isDrained: drained === true,
          entry: latest?.id,
        });
      return written;
    },
    async bindKey(line, key, number, replacing) {
      const bound = await ledger.bindKey(line, key, number, replacing);
      const ticket = `${line.run}.${number}`;
      // Another device's key is bound to a number that has one already.
      const isNew = replacing === undefined && bound === number && !joined.has(ticket);
      if (isNew) add({ kind: "joined", run: line.run, number });
      joined.add(ticket);
      return bound;
    },
    async createTicket(line, ticket) {
      const created = await ledger.createTicket(line, ticket);
      if (created) add({ kind: "created", run: line.run, number: ticket.number, key: ticket.key });
      if (created && ticket.polledUntilMs > 0)
        add({ kind: "polled", run: line.run, number: ticket.number, untilMs: ticket.polledUntilMs });
      return created;
    },
    async voidTicket(line, number, nowMs) {
      const voided = await ledger.voidTicket(line, number, nowMs);
      if (voided) add({ kind: "voided", run: line.run, number });
      return voided;
    },
    async closeLine(line, nowMs) {
      await ledger.closeLine(line, nowMs);
      add({ kind: "lapses", run: line.run });
    },
    async claim(line, lane, by) {
      const { run } = line;
      const at = `${run}.${lane}`;
      const claiming = await ledger.claim(line, lane, by);
      const claim = claiming.kind === "claimed" ? claiming.claim : undefined;
      const before = claims.get(at);
      if (before !== undefined && before !== claim?.number && claiming.kind !== "lost")
        add({ kind: "unclaimed", run, number: before, lane });
      if (claim === undefined) claims.delete(at);
      else if (before !== claim.number || claim.number === by.replacing?.number) {
        claims.set(at, claim.number);
        add({ kind: "claimed", run, number: claim.number, lane });
      }
      return claiming;
    },
    async dropClaim(line, lane, number, madeMaxMs) {
      await ledger.dropClaim(line, lane, number, madeMaxMs);
      const at = `${line.run}.${lane}`;
      const isGone = !(await ledger.readGate(line)).claims.has(lane);
      if (claims.get(at) !== number || !isGone) return;
      claims.delete(at);
      add({ kind: "unclaimed", run: line.run, number, lane });
    },
    async recall(line, number, nowMs) {
      await ledger.recall(line, number, nowMs);
      add({ kind: "recalled", run: line.run, number });
    },
    async callIn(line, number) {
      await ledger.callIn(line, number);
      add({ kind: "recalled", run: line.run, number, isCalledIn: true });
    },
    async addPassedOver(line, number, nowMs) {
      await ledger.addPassedOver(line, number, nowMs);
      add({ kind: "passed over", run: line.run, number });
    },
    async admitTicket(line, number, to) {
      const admission = await ledger.admitTicket(line, number, to);
      const { lane, expiresAtMs } = to;
      if (admission.kind === "admitted") add({ kind: "admitted", run: line.run, number, lane, expiresAtMs });
      return admission;
    },
    async callTicket(line, admitted, confirmByMs) {
      const admission = await ledger.callTicket(line, admitted, confirmByMs);
      const { number, returns = 0 } = admitted;
      const ticket = `${line.run}.${number}.${returns}`;
      // Each admission has one call; a second one of the same admission is for the invariants to judge.
      if (admission.kind === "refused" || admission.ticket.openedAtMs !== undefined || called.has(ticket))
        return admission;
      called.add(ticket);
      const { lane = -1, confirmByMs: byMs = 0 } = admission.ticket;
      add({ kind: "called", run: line.run, number, lane, confirmByMs: byMs });
      return admission;
    },
    async postponeTicket(line, admitted, to) {
      const ticket = await ledger.postponeTicket(line, admitted, to);
      const { number } = admitted;
      if (ticket !== undefined)
        add({ kind: "postponed", run: line.run, number, expiresAtMs: to.expiresAtMs });
      return ticket;
    },
    async openTicket(line, admitted, nowMs) {
      const { number } = admitted;
      const admission = await ledger.openTicket(line, admitted, nowMs);
      // Each admission begins once; a second one of the same ticket is for the invariants to judge.
      const ticket = `${line.run}.${number}.${admitted.returns ?? 0}`;
      if (admission.kind === "admitted" && !opened.has(ticket)) {
        const { lane = -1, expiresAtMs = 0 } = admission.ticket;
        opened.add(ticket);
        add({ kind: "opened", run: line.run, number, lane, expiresAtMs });
      }
      return admission;
    },
    async endTicket(line, number, when) {
      const ending = await ledger.endTicket(line, number, when);
      const { outcome, from } = when;
      if (ending.kind === "ended")
        add({ kind: "ended", run: line.run, number, outcome, wasAdmitted: from === "admitted" });
      return ending;
    },
    async extendTicket(line, admitted, end) {
      const ticket = await ledger.extendTicket(line, admitted, end);
      const { number } = admitted;
      if (ticket !== undefined) add({ kind: "extended", run: line.run, number, expiresAtMs: end.toMs });
      return ticket;
    },
    async poll(line, number, nowMs, untilMs) {
      const ticket = await ledger.poll(line, number, nowMs, untilMs);
      add({ kind: "polled", run: line.run, number, untilMs: ticket.polledUntilMs });
      return ticket;
    },
    async fillSlot(line, slot) {
      const filled = await ledger.fillSlot(line, slot);
      if (filled) add({ kind: "filled", run: line.run, number: slot.number, lane: slot.lane });
      return filled;
    },
    async clearSlot(line, lane, admitted) {
      const wasFilled = (await ledger.readSlot(line, lane)) !== undefined;
      const slot = await ledger.clearSlot(line, lane, admitted);
      if (slot !== undefined && wasFilled) add({ kind: "emptied", run: line.run, number: slot.number, lane });
      return slot;
    },
    async returnTicket(line, admitted, missedAtMs) {
      const ticket = await ledger.returnTicket(line, admitted, missedAtMs);
      const kind = missedAtMs === undefined ? "returned" : "missed";
      if (ticket !== undefined) add({ kind, run: line.run, number: ticket.number });
      return ticket;
    },
    async deferTicket(line, number, until) {
      const isAgain = (await ledger.readTicket(line, number))?.aside !== undefined;
      const ticket = await ledger.deferTicket(line, number, until);
      const wasRecalled = (await ledger.readGate(line)).recalled.includes(number);
      if (ticket !== undefined) add({ kind: "deferred", run: line.run, number, until, wasRecalled, isAgain });
      return ticket;
    },
    async markCalledIn(line, number) {
      const wasAside = (await ledger.readTicket(line, number))?.aside !== undefined;
      const ticket = await ledger.markCalledIn(line, number);
      if (ticket !== undefined && wasAside) add({ kind: "back", run: line.run, number });
      return ticket;
    },
    async clearAside(line, number, aside) {
      const ticket = await ledger.clearAside(line, number, aside);
      if (ticket !== undefined) add({ kind: "back", run: line.run, number });
      return ticket;
    },
    async writeOffer(line, code, offer) {
      await ledger.writeOffer(line, code, offer);
      const { number, key, expiresAtMs: untilMs } = offer;
      add({ kind: "offered", run: line.run, number, key, untilMs });
    },
    async moveTicket(line, number, keys, nowMs, untilMs) {
      const before = await ledger.moveTicket(line, number, keys, nowMs, untilMs);
      if (before === undefined) return before;
      add({ kind: "moved", run: line.run, number, ...keys, while: stageOf(before) });
      add({ kind: "polled", run: line.run, number, untilMs });
      return before;
    },
  };
}

function stageOf(ticket: Ticket): "waiting" | "called" | "admitted" {
  if (ticket.status === "waiting") return "waiting";
  return isCalled(ticket, ticket) ? "called" : "admitted";
}
