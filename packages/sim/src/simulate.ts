import { ensureRoom, limits, type Ports, type SettingsChange } from "@fairline/core";
import { chance, memoryLedger, plainPasses } from "@fairline/core/testing";
import { executions } from "./executions.ts";
import { gateway as openGateway } from "./gateway.ts";
import { type Entry, history as newHistory } from "./history.ts";
import { kernel as newKernel } from "./kernel.ts";
import { lanes as newLanes } from "./lanes.ts";
import { lobby as openLobby } from "./lobby.ts";
import { operators } from "./operators.ts";
import type { HandoverPlan, Plan } from "./plan.ts";
import { recorded } from "./recorder.ts";
import { calm, openStage, roomName, type Stage } from "./stage.ts";
import { staleReads } from "./staleReads.ts";
import { tally as newTally } from "./tally.ts";
import { ticker as startTicker } from "./ticker.ts";
import { type Surroundings, type Visitor, visitor } from "./visitors.ts";

export interface Simulated {
  readonly plan: Plan;
  readonly startMs: number;
  readonly history: readonly Entry[];
  readonly counts: Readonly<Record<string, number>>;
  /** Visitors who still wanted something when time was up. */
  readonly unserved: readonly { readonly name: string; readonly keys: readonly string[] }[];
  readonly events: number;
}

/** What an entry of the history counts as. */
function countOf(entry: Entry): string[] {
  switch (entry.kind) {
    case "opened":
      return ["admission"];
    case "ended":
      return [`end ${entry.outcome}`];
    case "recalled":
      return [entry.isCalledIn ? "call in" : "recall"];
    case "room":
      return entry.isDrained ? ["drained"] : [];
    case "extended":
      return ["more time"];
    case "passed over":
      return ["pass-over"];
    case "postponed":
      return ["late beginning"];
    case "called":
      return ["call"];
    case "missed":
      return ["missed call"];
    case "returned":
      return ["return"];
    case "deferred":
      return [
        "stood back",
        ...(entry.wasRecalled ? ["stood back while recalled"] : []),
        ...(entry.isAgain ? ["stood back twice"] : []),
      ];
    case "moved":
      return ["move", `move while ${entry.while}`];
    case "voided":
      return ["void"];
    default:
      return [];
  }
}

const startMs = Date.UTC(2030, 0, 1);
/** After the calm has begun everybody is served within this time, and some for each visit. */
const recoveryMs = 150_000;
/** Who comes again has another visit. */
const visitsMax = 2;
/** When the last visitor is gone, everything that is left has gone after this. */
const drainMs = 240_000;

function longest({ slotSeconds = 0, maxVisitSeconds = 0 }: SettingsChange): number {
  return Math.max(slotSeconds, maxVisitSeconds);
}

/** With whatever Y an operator may have set, and all the time that the site may give. */
function longestVisitMs({ settings, operations }: Plan): number {
  const changed = operations.map((operation) =>
    operation.kind === "change" ? longest(operation.change) : 0,
  );
  return Math.max(longest(settings), ...changed) * 1000;
}

/** Until the last device has used its code. */
function lastDeviceMs({ visitors }: Plan): number {
  const handovers = visitors.flatMap(({ episodes, onCall }): HandoverPlan[] =>
    [...episodes, ...onCall].filter((doing) => doing.kind === "hand over"),
  );
  return Math.max(0, ...handovers.flatMap(({ devices }) => devices.map(({ afterMs }) => afterMs)));
}

/** Plays a plan to its end. The same plan gives the same history. */
export async function simulate(plan: Plan): Promise<Simulated> {
  const kernel = newKernel(startMs);
  const history = newHistory(kernel.nowMs);
  const tally = newTally();
  const lanes = newLanes(kernel);
  const visits = executions(kernel, lanes);
  const dice = chance(plan.seed ^ 0x5eed);
  const pending: { current?: Stage } = {};
  const ledger = staleReads(recorded(memoryLedger(), history), () => pending.current);
  let send: Ports["sockets"]["send"] = async () => "gone";
  const services: Ports = {
    ledger,
    turns: lanes,
    visits,
    sockets: { send: (connection, message) => send(connection, message) },
    passes: plainPasses(),
    clock: { nowMs: kernel.nowMs, pause: async () => {} },
  };
  await ensureRoom(services, roomName, plan.settings);
  const stage = openStage({ kernel, dice, history, tally, services, faults: plan.faults });
  pending.current = stage;
  lanes.open(stage);
  visits.open(stage);
  const lobby = openLobby(stage);
  const gateway = openGateway(stage, lobby, roomName);
  send = gateway.send;
  const ticker = startTicker(stage);
  const { operate } = operators(stage, { gateway, ticker });
  const visitors: Visitor[] = [];
  const surroundings: Surroundings = {
    ...{ stage, gateway, lobby, calmAtMs: plan.calmAtMs },
    arrive: (of, code) => void visitors.push(visitor(of, surroundings, code)),
  };
  for (const of of plan.visitors) visitors.push(visitor(of, surroundings));
  for (const operation of plan.operations) kernel.after(operation.atMs, () => operate(operation));

  let isCalm = false;
  kernel.after(plan.calmAtMs, () => {
    calm(stage);
    const change = { state: "open", draining: false, slots: plan.settings.slots } as const;
    operate({ atMs: plan.calmAtMs, kind: "change", change });
    isCalm = true;
  });
  const visitsMs = plan.visitors.length * visitsMax * (longestVisitMs(plan) + 10_000);
  const servedByMs = startMs + plan.calmAtMs + recoveryMs + visitsMs + lastDeviceMs(plan);
  const allAreDone = () => isCalm && visitors.every(({ isDone }) => isDone);
  await kernel.runUntil(() => allAreDone() || kernel.nowMs() > servedByMs);
  const unserved = visitors.filter(({ isDone }) => !isDone).map(({ name, keys }) => ({ name, keys }));
  for (const one of visitors) one.goAway();

  const drainedByMs = kernel.nowMs() + drainMs;
  let left = await leftovers();
  while (left.length > 0 && kernel.nowMs() < drainedByMs) {
    const nextLookMs = kernel.nowMs() + 1000;
    await kernel.runUntil(() => kernel.nowMs() >= nextLookMs);
    left = await leftovers();
  }
  const log = (await ledger.listEntries(roomName, Number.POSITIVE_INFINITY)).map(({ id }) => id);
  const { latest } = (await ledger.readRoom(roomName)) ?? {};
  history.add({ kind: "over", left, log: latest === undefined ? log : [latest.id, ...log] });
  for (const entry of history.entries) countOf(entry).forEach(tally.count);
  return { plan, startMs, history: history.entries, counts: tally.counts, unserved, events: kernel.events };

  /** SPEC I8: what is left behind. The slots and connections of an older run have their time to live. */
  async function leftovers(): Promise<string[]> {
    const line = { room: roomName, run: (await ledger.readRoom(roomName))?.run ?? 1 };
    const slots = await ledger.listSlots(line);
    const gate = await ledger.readGate(line);
    let connections = 0;
    for (let shard = 0; shard < limits.shards; shard++)
      for await (const page of ledger.listConnections(line, shard)) connections += page.length;
    const withoutOutcome = new Set<string>();
    for (const entry of history.entries) {
      if (entry.kind === "created" && entry.run === line.run) withoutOutcome.add(`${entry.number}`);
      if (entry.kind === "ended" && entry.run === line.run) withoutOutcome.delete(`${entry.number}`);
    }
    const counts = {
      "tickets without an outcome": withoutOutcome.size,
      "lobby messages": lobby.size,
      turns: lanes.list().length,
      slots: slots.length,
      claims: gate.claims.size,
      "recalled numbers": gate.recalled.length,
      "notes of others let ahead": (await ledger.listDeferrals(line, limits.deferralsPerTickMax)).length,
      executions: visits.list().length,
      connections,
    };
    return Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`);
  }
}
