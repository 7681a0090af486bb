import {
  callIn,
  changeSettings,
  endByHand,
  farewell,
  healIdleSlots,
  type Line,
  limits,
  type Ports,
  type RoomRecord,
  readLog,
  resetRoom,
  type SettingsChange,
  undo,
} from "@fairline/core";
import type { Gateway } from "./gateway.ts";
import { type Ended, invoke } from "./invocation.ts";
import type { Operation } from "./plan.ts";
import { roomName, type Stage } from "./stage.ts";
import type { Ticker } from "./ticker.ts";

/** An operator who is refused tries again so often, after a moment. */
const attemptsMax = 20;
const retryMs = 1000;
const by = { who: "an operator" };

/** What a change counts as. */
function kindOf({
  state,
  draining,
  slotSeconds,
  tickSeconds,
  maxVisitSeconds,
  confirm,
}: SettingsChange): string {
  if (draining) return "drain";
  if (confirm !== undefined) return confirm ? "calls on" : "calls off";
  if (state !== undefined) return { open: "open", paused: "pause", closed: "close" }[state];
  if (maxVisitSeconds !== undefined) return "change of the longest visit";
  return slotSeconds !== undefined
    ? "change of Y"
    : tickSeconds !== undefined
      ? "change of N"
      : "change of X";
}

/** Operators, whose requests do what the HTTP API does. */
export interface Operators {
  operate(operation: Operation): void;
}

export function operators(
  stage: Stage,
  { gateway, ticker }: { gateway: Gateway; ticker: Ticker },
): Operators {
  const { kernel, dice, history, tally } = stage;

  async function change(ports: Ports, to: SettingsChange): Promise<void> {
    const before = await ports.ledger.readRoom(roomName);
    const changed = await changeSettings(ports, roomName, to, by);
    if (changed.kind === "changed") await takeEffect(ports, changed.record, before);
  }

  async function takeEffect(ports: Ports, record: RoomRecord, before: RoomRecord | undefined): Promise<void> {
    const more = record.settings.slots - (before?.settings.slots ?? 0);
    if (more !== 0) tally.count(more > 0 ? "X up" : "X down");
    await healIdleSlots(ports, { room: roomName, run: record.run }, record, `version-${record.version}`);
    if (record.settings.tickSeconds !== before?.settings.tickSeconds) await ticker.plan(ports);
  }

  /** The first in the log that can be undone. */
  async function undoLast(ports: Ports): Promise<void> {
    const { entries } = (await readLog(ports, roomName)) ?? { entries: [] };
    const last = entries.find(({ undoable }) => undoable);
    if (last === undefined) return;
    const before = await ports.ledger.readRoom(roomName);
    const undone = await undo(ports, roomName, last.id, by);
    tally.count(`undo: ${undone.kind}`);
    if (undone.kind === "changed") await takeEffect(ports, undone.record, before);
  }

  async function callSomebodyIn(ports: Ports, ahead: number): Promise<void> {
    const { line, record } = await lineNow(ports);
    const { serving } = await ports.ledger.readGate(line);
    const issued = await ports.ledger.readIssued(line);
    // Sometimes one more than there are.
    const number = serving + (ahead % (Math.max(0, issued - serving + 1) + 1));
    history.add({ kind: "calls in", run: line.run, number });
    const called = await callIn(ports, line, record, number, by.who);
    tally.count(`call in: ${called.kind}`);
  }

  async function endSomeVisit(ports: Ports, pick: number): Promise<void> {
    const { line } = await lineNow(ports);
    const slots = await ports.ledger.listSlots(line);
    const slot = slots[pick % slots.length];
    if (slot === undefined) return;
    history.add({ kind: "ends a visit", run: line.run, number: slot.number });
    const ended = await endByHand(ports, line, slot.number, by.who);
    tally.count(`end a visit: ${ended.kind}`);
  }

  async function lineNow(ports: Ports): Promise<{ line: Line; record: RoomRecord }> {
    const record = await ports.ledger.readRoom(roomName);
    if (record === undefined) throw new Error("the room is gone");
    return { line: { room: roomName, run: record.run }, record };
  }

  async function reset(ports: Ports): Promise<void> {
    const { older } = await resetRoom(ports, roomName, by);
    if (older === undefined) return;
    for (let shard = 0; shard < limits.shards; shard++)
      kernel.after(dice.below(50), () => sayFarewell(older, shard));
    await ticker.plan(ports);
  }

  function sayFarewell(older: Line, shard: number, attempt = 1): void {
    invoke(
      stage,
      "tick",
      (ports) => farewell(ports, older, shard),
      (ended) => {
        if (ended.kind !== "done" && attempt < 3)
          kernel.after(30_000, () => sayFarewell(older, shard, attempt + 1));
      },
    );
  }

  /** One request after the other: who has saved something waits for the answer. */
  const requests: { what: string; work: (ports: Ports) => Promise<void>; attempts: number }[] = [];

  function request(what: string, work: (ports: Ports) => Promise<void>): void {
    requests.push({ what, work, attempts: 0 });
    if (requests.length === 1) next();
  }

  function next() {
    const [first] = requests;
    if (first === undefined) return;
    const downMs = stage.upAtMs - kernel.nowMs();
    if (downMs > 0) return kernel.after(downMs, next);
    first.attempts += 1;
    invoke(stage, "api", first.work, (ended: Ended<void>) => {
      if (ended.kind === "done") tally.count(first.what);
      else if (first.attempts < attemptsMax) return kernel.after(retryMs, next);
      requests.shift();
      next();
    });
  }

  function restart(): void {
    tally.count("fault restart");
    stage.history.add({ kind: "fault", name: "restart", at: "the process" });
    stage.upAtMs = kernel.nowMs() + 300 + dice.below(3000);
    for (const invocation of [...stage.running]) invocation.die();
    gateway.closeAll();
  }

  return {
    operate(operation) {
      switch (operation.kind) {
        case "change":
          return request(kindOf(operation.change), (ports) => change(ports, operation.change));
        case "reset":
          return request("reset", reset);
        case "call in":
          return request("an operator calls in", (ports) => callSomebodyIn(ports, operation.ahead));
        case "end a visit":
          return request("an operator ends", (ports) => endSomeVisit(ports, operation.pick));
        case "undo":
          return request("an operator undoes", undoLast);
        case "restart":
          return restart();
        default:
          return operation satisfies never;
      }
    },
  };
}
