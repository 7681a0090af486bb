import type { Visit, Visits } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulators, startEmulators } from "./emulators.ts";
import { until } from "./until.ts";

let world: Emulators;
let visits: Visits;

beforeAll(async () => {
  world = await startEmulators();
  ({ visits } = world.runtime.ports);
});
afterAll(() => world.stop());

/** A visit of an admitted ticket in its slot, as admit leaves it. */
async function admittedVisit(slotSeconds = 60): Promise<Visit> {
  const { ledger } = world.runtime.ports;
  const line = await world.openRoom({ slotSeconds });
  const number = await ledger.issue(line, 1);
  const nowMs = Date.now();
  const expiresAtMs = nowMs + slotSeconds * 1000;
  const times = { polledUntilMs: nowMs + 60_000, seenAtMs: nowMs, joinedAtMs: nowMs, admittedAtMs: nowMs };
  const ticket = { number, key: "key", connections: [], ...times, expiresAtMs, lane: 0 };
  await ledger.createTicket(line, { ...ticket, status: "admitted" });
  const turn = { messageId: "message", turnHandle: "handle", through: number };
  await ledger.fillSlot(line, { lane: 0, number, ...turn, slotSeconds, expiresAtMs });
  return { ...line, number, lane: 0, slotSeconds, turnHandle: "handle" };
}

const tokenOf = (visit: Visit) =>
  until("the task token", async () => (await world.runtime.ports.ledger.readSlot(visit, 0))?.taskToken);
const hasEnded = (visit: Visit) =>
  until("the execution's end", async () => (await world.visitStatus(visit, visit.number)) === "SUCCEEDED");
const outcomeOf = async (visit: Visit) =>
  (await world.runtime.ports.ledger.readTicket(visit, visit.number))?.status;

describe("a visit", () => {
  test("A2 that is started again, while it runs and afterwards, has one execution", async () => {
    const visit = await admittedVisit();
    await Promise.all([visits.start(visit), visits.start(visit)]);
    const token = await tokenOf(visit);
    await visits.start(visit);
    await visits.start({ ...visit, turnHandle: "the same turn, received again" });
    expect(await tokenOf(visit)).toBe(token);
    await visits.end(token, "completed");
    await hasEnded(visit);
    await visits.start(visit);
    expect(await world.visitStatus(visit, visit.number)).toBe("SUCCEEDED");
  });

  test("V2 that is ended settles with the outcome that was said first", async () => {
    const visit = await admittedVisit();
    await visits.start(visit);
    const token = await tokenOf(visit);
    await visits.end(token, "noshow");
    await visits.end(token, "completed");
    await hasEnded(visit);
    expect(await outcomeOf(visit)).toBe("noshow");
    await expect(visits.end(token, "completed")).resolves.toBeUndefined();
  });

  test("I5 that nobody ends is over after its own seconds, and ending it then changes nothing", async () => {
    const visit = await admittedVisit(1);
    await visits.start(visit);
    const token = await tokenOf(visit);
    await hasEnded(visit);
    await visits.end(token, "completed");
    expect(await outcomeOf(visit)).toBe("expired");
  });

  test("V2 with a token that nobody ever gave out cannot be ended, which is no accident", async () => {
    await expect(visits.end("no-token-of-ours", "left")).resolves.toBeUndefined();
  });

  test("whose state machine refuses its name is an error", async () => {
    const visit = await admittedVisit();
    await expect(visits.start({ ...visit, room: "a room with spaces" })).rejects.toThrow("Invalid Name");
  });
});
