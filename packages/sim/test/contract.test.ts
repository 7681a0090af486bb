import type { ReceivedTurn } from "@fairline/core";
import {
  chance,
  memoryLedger,
  memorySockets,
  memoryTurns,
  memoryVisits,
  plainPasses,
  turnsQueue,
} from "@fairline/core/testing";
import { expect, test } from "vitest";
import { ledgerContract } from "../../functions/test/contract/ledger.ts";
import { socketsContract } from "../../functions/test/contract/sockets.ts";
import { turnsContract } from "../../functions/test/contract/turns.ts";
import { type VisitFunctions, visitsContract } from "../../functions/test/contract/visits.ts";
import type { Until } from "../../functions/test/until.ts";
import { executions } from "../src/executions.ts";
import { noFaults } from "../src/faults.ts";
import { gateway } from "../src/gateway.ts";
import { history as newHistory } from "../src/history.ts";
import { kernel as newKernel } from "../src/kernel.ts";
import { lanes } from "../src/lanes.ts";
import { recorded } from "../src/recorder.ts";
import { openStage, roomName } from "../src/stage.ts";
import { staleReads } from "../src/staleReads.ts";
import { tally } from "../src/tally.ts";

// Where no fault strikes, the ports of a simulation do what the services do.

/** A stage without faults, on which no rule is played: its handlers ask nothing of the services. */
function faultless() {
  const kernel = newKernel(Date.UTC(2030, 0, 1));
  const history = newHistory(kernel.nowMs);
  const clock = { nowMs: kernel.nowMs, pause: async () => {} };
  const services = {
    ledger: memoryLedger(),
    turns: memoryTurns(clock),
    visits: memoryVisits(clock),
    sockets: memorySockets(),
    passes: plainPasses(),
    clock,
  };
  const parts = { kernel, dice: chance(1), history, tally: tally(), services, faults: noFaults };
  /** Whatever is planned for this time happens, and what that plans. */
  async function pass(ms: number): Promise<void> {
    let isOver = false;
    kernel.after(ms, () => {
      isOver = true;
    });
    await kernel.runUntil(() => isOver);
  }
  const until: Until = async (what, ask, msMax = 8000) => {
    for (let ms = 0; ms <= msMax; ms += 10) {
      await pass(10);
      const answer = await ask();
      if (!answer) continue;
      // A handler that was just seen at work has answered by then.
      await pass(1);
      return answer;
    }
    throw new Error(`Waited ${msMax} ms in vain: ${what}`);
  };
  return { stage: openStage(parts), kernel, history, pass, until };
}

ledgerContract("of a simulation", async () => {
  const { stage, history } = faultless();
  return staleReads(recorded(memoryLedger(), history), () => stage);
});

turnsContract(
  "of a simulation",
  async () => {
    const { stage, kernel, pass, until } = faultless();
    let delivered: ReceivedTurn[] = [];
    const turns = lanes(kernel, async (_, turn) => void delivered.push(turn));
    turns.open(stage);
    async function receive(room: string): Promise<ReceivedTurn[]> {
      // The mapping asks the queue a moment after something can be received.
      await pass(10);
      const received = delivered;
      delivered = [];
      return received.filter(({ line }) => line.room === room);
    }
    const remove = async (handle: string) => turns.delete(handle);
    const { receivesMax } = turnsQueue;
    return { turns, receivesMax, nowMs: kernel.nowMs, until, receive, delete: remove };
  },
  { forgivesExpiredHandles: false },
);

function visitsOver({ stage, kernel }: ReturnType<typeof faultless>, functions: VisitFunctions) {
  const { openVisit, settleVisit, deleteTurn } = functions;
  const visits = executions(
    kernel,
    { delete: deleteTurn },
    {
      openVisit: (_, visit, taskToken) => openVisit(visit, taskToken),
      settleVisit: (_, visit, said) => settleVisit(visit, said),
    },
  );
  visits.open(stage);
  return visits;
}

visitsContract("of a simulation", async (functions) => {
  const on = faultless();
  return { visits: visitsOver(on, functions), nowMs: on.kernel.nowMs, until: on.until };
});

test("a visit that is ended in the moment in which openVisit answers is settled once", async () => {
  const on = faultless();
  const settled: unknown[] = [];
  const visits = visitsOver(on, {
    async openVisit(_, taskToken) {
      on.kernel.after(1, () => visits.end(taskToken, "left"));
    },
    async settleVisit(_, said) {
      settled.push(said);
      return { kind: "settled", turnHandle: "handle", troubles: [] };
    },
    async deleteTurn() {},
  });
  await visits.start({ room: roomName, run: 1, number: 1, lane: 0, slotSeconds: 60, turnHandle: "handle" });
  await on.pass(1000);
  expect([settled, visits.list()]).toEqual([["left"], []]);
});

socketsContract("of a simulation", async () => {
  const { stage, until } = faultless();
  const sockets = gateway(stage, { put() {}, size: 0 }, roomName);
  const inboxes = new Map<string, unknown[]>();
  return {
    sockets,
    async open() {
      const inbox: unknown[] = [];
      const heard = (message: unknown) => inbox.push(message);
      const connection = sockets.connect("somebody", { heard, lost() {} });
      inboxes.set(connection, inbox);
      return connection;
    },
    close: async (connection) => sockets.close(connection),
    heard: (connection, count) =>
      until(`${count} messages`, () => {
        const inbox = inboxes.get(connection) ?? [];
        return inbox.length >= count ? inbox : undefined;
      }),
  };
});
