import { readFileSync } from "node:fs";
import type { ReceivedTurn } from "@fairline/core";
import { describe, expect, test } from "vitest";
import {
  lobbyQueue,
  memoryLedger,
  memorySockets,
  memoryTurns,
  memoryVisits,
  plainPasses,
  stepVisit,
  turnsQueue,
  type VirtualClock,
  virtualClock,
  visitRetries,
} from "../../../core/testing/index.ts";
import { wiring } from "../../src/wiring.ts";
import type { Until } from "../until.ts";
import { clockContract } from "./clock.ts";
import { ledgerContract } from "./ledger.ts";
import { passesContract } from "./passes.ts";
import { socketsContract } from "./sockets.ts";
import { turnsContract } from "./turns.ts";
import { visitsContract } from "./visits.ts";

// What the rules are tested over, and what a simulation builds on, does what the services do.

/** Lets virtual time pass, and runs what it makes ready, until there is an answer. */
function untilIn(clock: VirtualClock, run: () => Promise<void> = async () => {}): Until {
  return async (what, ask, msMax = 8000) => {
    for (let ms = 0; ms <= msMax; ms += 10) {
      await run();
      const answer = await ask();
      if (answer) return answer;
      clock.advance(10);
    }
    throw new Error(`Waited ${msMax} ms in vain: ${what}`);
  };
}

ledgerContract("in memory", async () => memoryLedger());
clockContract("in memory", async () => virtualClock());

turnsContract(
  "in memory",
  async () => {
    const clock = virtualClock();
    const turns = memoryTurns(clock);
    // As with SQS: what belongs to another room has been received all the same.
    const receive = async (room: string): Promise<ReceivedTurn[]> =>
      turns.receive().filter(({ line }) => line.room === room);
    const remove = async (handle: string) => void turns.delete(handle);
    const { receivesMax } = turnsQueue;
    return { turns, receivesMax, nowMs: clock.nowMs, until: untilIn(clock), receive, delete: remove };
  },
  { forgivesExpiredHandles: false },
);

visitsContract("in memory", async (functions) => {
  const clock = virtualClock();
  const visits = memoryVisits(clock);
  const run = async () => {
    for (let ready = visits.ready(); ready.length > 0; ready = visits.ready())
      for (const execution of ready) await stepVisit(visits, execution, functions);
  };
  return { visits, nowMs: clock.nowMs, until: untilIn(clock, run) };
});

socketsContract("in memory", async () => {
  const sockets = memorySockets();
  let last = 0;
  return {
    sockets,
    async open() {
      const connection = `connection-${++last}`;
      sockets.open(connection);
      return connection;
    },
    close: async (connection) => sockets.close(connection),
    heard: async (connection) => sockets.inbox(connection),
  };
});

passesContract("in memory", async () => {
  const passes = plainPasses();
  return {
    passes,
    readPass: async (text) => passes.readPass(text),
    readResume: async (text) => passes.readResume(text),
  };
});

describe("in memory", () => {
  test("the queues are set up as the wiring says", () => {
    const { Lobby, Turns } = wiring.queues;
    expect(turnsQueue).toEqual({
      visibilityMs: Turns.visibilitySeconds * 1000,
      receivesMax: Turns.receivesMax,
    });
    const mapping = wiring.mappings.find(({ queue }) => queue === "Lobby");
    expect(lobbyQueue).toEqual({
      batchMax: mapping?.batchSize,
      visibilityMs: Lobby.visibilitySeconds * 1000,
    });
  });

  test("what fails in a visit is tried again as its definition says", () => {
    const file = new URL(`../../src/${wiring.stateMachines.Visit.definition}`, import.meta.url);
    const { States } = JSON.parse(readFileSync(file, "utf8"));
    const retryOf = (state: string) => {
      const retry = States[state].Retry.at(-1);
      const { IntervalSeconds, BackoffRate, MaxDelaySeconds = IntervalSeconds, MaxAttempts } = retry;
      return {
        intervalSeconds: IntervalSeconds,
        backoffRate: BackoffRate,
        secondsMax: MaxDelaySeconds,
        attemptsMax: MaxAttempts + 1,
      };
    };
    expect(visitRetries).toEqual({ calling: retryOf("HoldSlot"), settling: retryOf("SettleVisit") });
  });
});
