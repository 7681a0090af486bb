import { randomUUID } from "node:crypto";
import type { Line } from "@fairline/core";
import type { SQSRecord } from "aws-lambda";
import { TurnBody } from "../src/adapters/turns.ts";
import { type Emulators, eventOf, lobbyRecord } from "./emulators.ts";
import { until } from "./until.ts";

export interface Visitor {
  readonly key: string;
  readonly connection: string;
}
export interface Arrived extends Visitor {
  readonly number: number;
}

export function newVisitor(): Visitor {
  return { key: randomUUID(), connection: randomUUID() };
}

/** A join as the WebSocket API puts it into the Lobby queue. */
export function joinOf(room: string, { key, connection }: Visitor, sentAtMs = Date.now()): SQSRecord {
  const frame = { action: "join", room, key };
  return lobbyRecord({ action: "join", connectionId: connection, sentAtMs, frame });
}

export function leaveOf(room: string, { key, connection }: Visitor): SQSRecord {
  const frame = { action: "leave", room, key };
  return lobbyRecord({ action: "leave", connectionId: connection, sentAtMs: Date.now(), frame });
}

export function disconnectOf({ connection }: Visitor): SQSRecord {
  return lobbyRecord({ action: "disconnect", connectionId: connection, sentAtMs: Date.now() });
}

/** So many visitors join, one after the other, in one batch. */
export async function arrive(world: Emulators, line: Line, count: number): Promise<Arrived[]> {
  const visitors = Array.from({ length: count }, newVisitor);
  const sentAtMs = Date.now();
  const joins = visitors.map((visitor, i) => joinOf(line.room, visitor, sentAtMs - count + i));
  const failed = await world.invokeBatch("register", eventOf(...joins));
  if (failed.length > 0) throw new Error(`${failed.length} joins failed`);
  return visitors.map((visitor) => {
    const [ticket] = world.endpoint.framesOf(visitor.connection, "ticket");
    if (ticket === undefined) throw new Error("a visitor has heard of no ticket");
    return { ...visitor, number: ticket.number };
  });
}

/** The turn at the head of a lane, received; those of the other lanes can be received again. */
export async function receiveTurn(world: Emulators, line: Line, lane: number): Promise<SQSRecord> {
  return until(`a turn in lane ${lane} of ${line.room}`, async () => {
    const records = await world.receive("Turns", line.room);
    const wanted = records.find(({ body }) => {
      const turn = TurnBody.parse(JSON.parse(body));
      return turn.lane === lane && turn.run === line.run;
    });
    const others = records.filter((record) => record !== wanted);
    await Promise.all(others.map(({ receiptHandle }) => world.runtime.ports.turns.hold(receiptHandle, 0)));
    return wanted;
  });
}

/** The lane's next turn is used: whoever is at the head of the line is admitted, and hears it. */
export async function admitIn(world: Emulators, line: Line, lane: number): Promise<SQSRecord> {
  const record = await receiveTurn(world, line, lane);
  await world.invoke("admit", eventOf(record));
  await until(`the visit in lane ${lane} has begun`, async () => {
    return (await world.runtime.ports.ledger.readSlot(line, lane))?.taskToken;
  });
  return record;
}

/** The pass that a visitor was called with. */
export async function passOf(world: Emulators, { connection }: Visitor): Promise<string> {
  return until("the call", () => world.endpoint.framesOf(connection, "turn")[0]?.pass);
}
