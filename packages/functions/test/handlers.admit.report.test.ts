import { changeSettings, type Ledger } from "@fairline/core";
import type { SQSRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrive, passOf, receiveTurn } from "./arrivals.ts";
import { type Emulators, eventOf, startEmulators } from "./emulators.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators({ turnHold: "report" });
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const admit = (record: SQSRecord) => world.invokeBatch("admit", eventOf(record));

describe("with TURN_HOLD=report", () => {
  test("a turn that filled a slot is reported as failed, so that nobody deletes it, and shuts its lane", async () => {
    const line = await world.openRoom({ slots: 1 });
    const [first] = await arrive(world, line, 2);
    const turn = await receiveTurn(world, line, 0);
    expect(await admit(turn)).toEqual([turn.messageId]);
    if (first !== undefined) expect(await passOf(world, first)).not.toBe("");
    expect((await ledger.readSlot(line, 0))?.number).toBe(1);
    expect(await world.receive("Turns", line.room)).toEqual([]);
  });

  test("a surplus turn is reported, too, and deleted by its state machine", async () => {
    const line = await world.openRoom({ slots: 1 });
    await arrive(world, line, 2);
    await changeSettings(world.runtime.ports, line.room, { state: "paused" }, { who: "olga" });
    const turn = await receiveTurn(world, line, 0);
    expect(await admit(turn)).toEqual([turn.messageId]);
    const next = await receiveTurn(world, line, 0);
    expect(next.messageId).not.toBe(turn.messageId);
  });

  test("A3 a turn whose slot is taken is reported, and comes back", async () => {
    const line = await world.openRoom({ slots: 1 });
    await arrive(world, line, 1);
    const expiresAtMs = Date.now() + 60_000;
    const other = { messageId: "other", turnHandle: "handle", through: 9, slotSeconds: 60, expiresAtMs };
    await ledger.fillSlot(line, { lane: 0, number: 9, ...other });
    const turn = await receiveTurn(world, line, 0);
    expect(await admit(turn)).toEqual([turn.messageId]);
    expect((await receiveTurn(world, line, 0)).messageId).toBe(turn.messageId);
  });
});
