import { admit, type TurnResult } from "../src/admit.ts";
import { readLog } from "../src/audit.ts";
import { type CallingIn, callIn, type EndingByHand, endByHand } from "../src/byHand.ts";
import type { PushCadence } from "../src/cadence.ts";
import { confirm } from "../src/call.ts";
import { type Deferring, defer } from "../src/defer.ts";
import { type Extension, extend } from "../src/extend.ts";
import { type ArrivalAtSite, arriveAtSite, type Departure, leaveForSite } from "../src/goToSite.ts";
import { offerPlace, type Takeover, takePlace } from "../src/handover.ts";
import { limits } from "../src/limits.ts";
import type { Gate, Line, ReceivedTurn, RoomRecord, Slot, Ticket } from "../src/line.ts";
import type { ServerMessage, TickMessage } from "../src/messages.ts";
import type { AuditView } from "../src/operating.ts";
import type { Ports } from "../src/ports.ts";
import { comeBack } from "../src/presence.ts";
import { type LobbyEntry, register } from "../src/register.ts";
import { type Change, changeSettings, ensureRoom, resetRoom } from "../src/rooms.ts";
import { Settings, type SettingsChange } from "../src/settings.ts";
import { broadcast, farewell, tick } from "../src/tick.ts";
import { type Undoing, undo } from "../src/undo.ts";
import { openVisit, settleVisit } from "../src/visit.ts";
import { type VirtualClock, virtualClock } from "./clock.ts";
import { Fault } from "./fault.ts";
import { memoryLedger } from "./ledger.ts";
import { type MemoryLobby, memoryLobby } from "./lobby.ts";
import { plainPasses } from "./passes.ts";
import { type MemorySockets, memorySockets } from "./sockets.ts";
import { type MemoryTurns, memoryTurns } from "./turns.ts";
import { type Execution, type MemoryVisits, memoryVisits, stepVisit } from "./visits.ts";

/** Who operates the room. */
const by = { who: "olga" };

/** A world that takes more rounds than this to come to rest never does. */
const roundsMax = 2000;

type MessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

/** One room with everything around it, as the cloud and the local gateway run it. Time stands still unless told. */
export interface World {
  readonly clock: VirtualClock;
  readonly lobby: MemoryLobby;
  readonly turns: MemoryTurns;
  readonly visits: MemoryVisits;
  readonly sockets: MemorySockets;
  /** What the handlers are given; faults are put here. */
  ports: Ports;
  /** Changes with a reset. */
  line: Line;
  /** How many pushes a tick may cost. */
  pushesMax: number;
  pushCadence: PushCadence;

  // ── What visitors do: each is handled at once, and nothing that follows from it ──
  /** Opens a socket of this key's own; `join` does so by itself. */
  connect(key: string): string;
  join(...keys: readonly string[]): Promise<void>;
  joinByPoll(key: string): Promise<void>;
  poll(key: string): Promise<Ticket>;
  /** "I'm here". */
  confirm(key: string): Promise<Ticket>;
  defer(key: string, places: number): Promise<Deferring>;
  /** Makes the code by which another key may take the place over. */
  offer(key: string): Promise<string>;
  takeOver(code: string, key: string): Promise<Takeover>;
  /** The site gives this key's visit more time. */
  extend(key: string, seconds: number): Promise<Extension>;
  /** Asks for a code that is good for the device with this challenge. */
  leaveForSite(key: string, challenge: string, returnTo?: string): Promise<Departure>;
  /** The site brings the code for a device. */
  arriveAtSite(code: string, challenge: string): Promise<ArrivalAtSite>;
  leave(key: string): Promise<void>;
  /** Closes all sockets of this key. */
  disconnect(key: string): Promise<void>;

  // ── What operators do ──
  change(change: SettingsChange): Promise<Change>;
  undo(id: string): Promise<Undoing>;
  callIn(key: string): Promise<CallingIn>;
  endVisit(key: string): Promise<EndingByHand>;
  reset(): Promise<void>;

  // ── What runs ──
  /** Handles what is in the lobby. */
  register(): Promise<void>;
  /** Hands every turn that can be received to `admit`, once. */
  deliver(): Promise<TurnResult[]>;
  use(turn: ReceivedTurn, ports?: Ports): Promise<TurnResult | undefined>;
  /** One step of every execution that can take one. */
  runVisits(): Promise<number>;
  /** Everything that can run now. What is taken must be run; it may be run at once. */
  take(): (() => Promise<unknown>)[];
  /** Runs everything that can run now, until nothing is left to do before time passes. */
  settle(): Promise<void>;
  /** Goes on to the moment of the next tick, and ticks. */
  tick(): Promise<TickMessage | undefined>;
  /** Time passes: every second what can run runs, and every tick ticks. */
  wait(seconds: number): Promise<void>;

  // ── What there is to see ──
  readonly keys: readonly string[];
  number(key: string): Promise<number | undefined>;
  ticket(key: string): Promise<Ticket | undefined>;
  room(): Promise<RoomRecord>;
  /** What the log says, the newest first. */
  log(): Promise<readonly AuditView[]>;
  gate(): Promise<Gate>;
  slots(): Promise<readonly Slot[]>;
  /** How many connection records there are. */
  countConnections(): Promise<number>;
  /** What a visitor heard, on all connections, oldest connection first. */
  heard<T extends ServerMessage["type"] = ServerMessage["type"]>(key: string, type?: T): MessageOf<T>[];
}

export async function openWorld(settings: Partial<Settings> = {}): Promise<World> {
  const clock = virtualClock();
  const [lobby, turns, visits, sockets] = [
    memoryLobby(clock),
    memoryTurns(clock),
    memoryVisits(clock),
    memorySockets(),
  ];
  const services: Ports = { ledger: memoryLedger(), turns, visits, sockets, passes: plainPasses(), clock };
  const { ledger } = services;
  const roomName = "demo";
  const first = Settings.parse({ slots: 2, slotSeconds: 60, tickSeconds: 5, ...settings });
  await ensureRoom(services, roomName, first);

  const connections = new Map<string, string[]>();
  let offers = 0;
  let codes = 0;
  let lastDueSeconds = Math.floor(clock.nowMs() / 1000);

  const socketOf = (key: string) => ({ kind: "socket", connection: world.connect(key) }) as const;
  const enterJoin = (key: string, arrival: Extract<LobbyEntry, { kind: "join" }>["arrival"]) =>
    lobby.put({ kind: "join", room: roomName, key, arrival, sentAtMs: clock.nowMs() });

  async function registerBatch(batch: readonly LobbyEntry[]): Promise<void> {
    const failures = await register(world.ports, batch);
    for (const { error } of failures) if (!(error instanceof Fault)) throw error;
    const failed = new Set(failures.map(({ id }) => id));
    lobby.delete(batch.map(({ id }) => id).filter((id) => !failed.has(id)));
  }

  async function use(turn: ReceivedTurn, ports = world.ports): Promise<TurnResult | undefined> {
    return survived(async () => {
      const result = await admit(ports, turn);
      if (result.kind === "later") await ports.turns.hold(turn.handle, limits.turnRetrySeconds);
      return result;
    });
  }

  const runVisit = (execution: Execution) =>
    stepVisit(visits, execution, {
      openVisit: (visit, taskToken) => openVisit(world.ports, visit, taskToken),
      settleVisit: (visit, said) => settleVisit(world.ports, visit, said),
      deleteTurn: (handle) => turns.delete(handle),
    });

  async function tickAt(dueSeconds: number): Promise<TickMessage | undefined> {
    lastDueSeconds = dueSeconds;
    const { line, ports } = world;
    const { tickSeconds } = (await world.room()).settings;
    const ticked = await survived(() => tick(ports, line, { dueSeconds, tickSeconds }));
    const message = ticked?.message;
    for (const trouble of ticked?.troubles ?? []) await survived(() => Promise.reject(trouble));
    if (message === undefined) return undefined;
    const course = world.pushCadence === "distance" ? ticked?.course : undefined;
    const all = { message, index: dueSeconds / tickSeconds, pushesMax: world.pushesMax, course };
    for (let shard = 0; shard < limits.shards; shard++) {
      const told = await survived(() => broadcast(ports, line, [shard], all));
      for (const trouble of told?.troubles ?? []) await survived(() => Promise.reject(trouble));
    }
    return message;
  }

  const world: World = {
    clock,
    lobby,
    turns,
    visits,
    sockets,
    ports: services,
    line: { room: roomName, run: 1 },
    pushesMax: 10_000,
    pushCadence: "every",

    connect(key) {
      const ofKey = connections.get(key) ?? [];
      const connection = `${key}#${ofKey.length + 1}`;
      connections.set(key, [...ofKey, connection]);
      sockets.open(connection);
      return connection;
    },
    async join(...keys) {
      for (const key of keys) enterJoin(key, socketOf(key));
      await world.register();
    },
    async joinByPoll(key) {
      connections.set(key, connections.get(key) ?? []);
      enterJoin(key, { kind: "poll" });
      await world.register();
    },
    async poll(key) {
      const [room, ticket] = [await world.room(), await world.ticket(key)];
      if (ticket === undefined) throw new Error(`${key} has no ticket`);
      return comeBack(world.ports, world.line, room, ticket, { kind: "poll" });
    },
    async confirm(key) {
      return confirm(world.ports, world.line, await world.room(), await world.poll(key));
    },
    async defer(key, places) {
      return defer(world.ports, world.line, await world.room(), await world.poll(key), places);
    },
    async offer(key) {
      offers += 1;
      const code = `code-${offers}`;
      await offerPlace(world.ports, world.line, await world.poll(key), code);
      return code;
    },
    async takeOver(code, key) {
      connections.set(key, connections.get(key) ?? []);
      return takePlace(world.ports, world.line, code, key);
    },
    async extend(key, seconds) {
      return extend(world.ports, world.line, { number: (await world.number(key)) ?? 0 }, seconds);
    },
    async leaveForSite(key, challenge, returnTo = "https://shop.example/") {
      codes += 1;
      const wish = { returnTo, challenge, code: `site-${codes}` };
      const [room, number = 0] = [await world.room(), await world.number(key)];
      return leaveForSite(world.ports, world.line, room, { number }, wish);
    },
    async arriveAtSite(code, challenge) {
      return arriveAtSite(world.ports, world.line, await world.room(), { code, challenge });
    },
    async leave(key) {
      const connection = connections.get(key)?.at(-1) ?? world.connect(key);
      lobby.put({ kind: "leave", room: roomName, key, connection, sentAtMs: clock.nowMs() });
      await world.register();
    },
    async disconnect(key) {
      for (const connection of connections.get(key) ?? []) {
        if (!sockets.isOpen(connection)) continue;
        sockets.close(connection);
        lobby.put({ kind: "disconnect", connection, sentAtMs: clock.nowMs() });
      }
      await world.register();
    },

    change: (change) => changeSettings(services, roomName, change, by),
    undo: (id) => undo(world.ports, roomName, id, by),
    async callIn(key) {
      return callIn(world.ports, world.line, await world.room(), (await world.number(key)) ?? 0, by.who);
    },
    async endVisit(key) {
      return endByHand(world.ports, world.line, (await world.number(key)) ?? 0, by.who);
    },
    async reset() {
      const { older } = await resetRoom(world.ports, roomName, by);
      if (older === undefined) return;
      world.line = { room: roomName, run: older.run + 1 };
      for (let shard = 0; shard < limits.shards; shard++) await farewell(world.ports, older, shard);
    },

    async register() {
      for (const batch of lobby.receive()) await registerBatch(batch);
    },
    async deliver() {
      const results: TurnResult[] = [];
      for (const turn of turns.receive()) {
        const result = await use(turn);
        if (result !== undefined) results.push(result);
      }
      return results;
    },
    use,
    async runVisits() {
      const ready = visits.ready();
      for (const execution of ready) await runVisit(execution);
      return ready.length;
    },
    take: () => [
      ...lobby.receive().map((batch) => () => registerBatch(batch)),
      ...turns.receive().map((turn) => () => use(turn)),
      ...visits.ready().map((execution) => () => runVisit(execution)),
    ],
    async settle() {
      for (let round = 0; round < roundsMax; round++) {
        const work = world.take();
        if (work.length === 0) return;
        for (const run of work) await run();
      }
      throw new Error(`the world did not come to rest in ${roundsMax} rounds`);
    },
    async tick() {
      const { tickSeconds } = (await world.room()).settings;
      const dueSeconds = (Math.floor(clock.nowMs() / 1000 / tickSeconds) + 1) * tickSeconds;
      clock.advance(dueSeconds * 1000 - clock.nowMs());
      return tickAt(dueSeconds);
    },
    async wait(seconds) {
      const untilMs = clock.nowMs() + seconds * 1000;
      await world.settle();
      while (clock.nowMs() < untilMs) {
        clock.advance(Math.min(1000 - (clock.nowMs() % 1000), untilMs - clock.nowMs()));
        const { tickSeconds } = (await world.room()).settings;
        const dueSeconds = Math.floor(clock.nowMs() / 1000 / tickSeconds) * tickSeconds;
        if (dueSeconds > lastDueSeconds) await tickAt(dueSeconds);
        await world.settle();
      }
    },

    get keys() {
      return [...connections.keys()];
    },
    number: async (key) => (await ledger.findNumbers(world.line, [key])).get(key),
    async ticket(key) {
      const number = await world.number(key);
      return number === undefined ? undefined : ledger.readTicket(world.line, number);
    },
    async room() {
      const record = await ledger.readRoom(roomName);
      if (record === undefined) throw new Error(`there is no room ${roomName}`);
      return record;
    },
    log: async () => (await readLog(services, roomName))?.entries ?? [],
    gate: () => ledger.readGate(world.line),
    slots: () => ledger.listSlots(world.line),
    async countConnections() {
      let count = 0;
      for (let shard = 0; shard < limits.shards; shard++)
        for await (const page of ledger.listConnections(world.line, shard)) count += page.length;
      return count;
    },
    heard<T extends ServerMessage["type"] = ServerMessage["type"]>(key: string, type?: T) {
      const messages = (connections.get(key) ?? []).flatMap((connection) => sockets.inbox(connection));
      return messages.filter(
        (message): message is MessageOf<T> => type === undefined || message.type === type,
      );
    },
  };
  return world;
}

/** A handler that meets a fault ends there, as it would in the cloud. Any other error is a mistake, and is thrown. */
async function survived<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
