import { comeBack, type Ports, type ServerMessage, type TicketMessage, ticketMessage } from "@fairline/core";
import type { Listener } from "./gateway.ts";
import { invoke } from "./invocation.ts";
import { roomName } from "./stage.ts";
import type { Surroundings } from "./visitors.ts";

/** As the visitor's page does: a join that nobody answered is sent again, a silent connection is given up. */
const joinAnswerMs = 15_000;
const silentMs = 30_000;
const reconnectMs = 500;
const pollMs = 4000;
/** After a request that failed. */
export const retryMs = 1500;

/** Who sits behind the tabs. */
export interface Browser {
  readonly name: string;
  /** The one that is used now. */
  key(): string;
  isOnline(): boolean;
  /** Never online again. */
  isDone(): boolean;
  /** Whether a join was heard of. */
  isAnswer(message: ServerMessage): boolean;
  heard(message: ServerMessage): void;
}

/** The tabs of a browser, each with its connection. */
export interface Tabs {
  readonly count: number;
  open(): void;
  /** From every tab, with the key of now. */
  join(): void;
  /** True: word of it will get to the lobby. */
  leave(): boolean;
  /** Every tab closes its connection and opens another. */
  reconnect(): void;
  close(how: "close" | "cut"): void;
}

interface Tab {
  connection: string | undefined;
  heardAtMs: number;
  answered: boolean;
}

export function openTabs({ stage, gateway }: Surroundings, browser: Browser): Tabs {
  const { kernel, dice, history } = stage;
  const { name, key, isOnline } = browser;
  const tabs: Tab[] = [];

  function connect(tab: Tab): void {
    if (!isOnline() || tab.connection !== undefined || !tabs.includes(tab)) return;
    if (kernel.nowMs() < stage.upAtMs) {
      kernel.after(reconnectMs, () => connect(tab));
      return;
    }
    const lost = () => {
      if (tab.connection !== connection) return;
      tab.connection = undefined;
      kernel.after(reconnectMs + dice.below(2000), () => connect(tab));
    };
    const listener: Listener = {
      heard: (message) => {
        if (tab.connection !== connection) return;
        tab.heardAtMs = kernel.nowMs();
        if (browser.isAnswer(message)) tab.answered = true;
        browser.heard(message);
      },
      lost,
    };
    const connection = gateway.connect(name, listener);
    tab.connection = connection;
    tab.heardAtMs = kernel.nowMs();
    join(tab);
    watch(tab, connection);
    if (stage.happens("deadSocket", `a connection of ${name}`))
      kernel.after(dice.below(20_000), () => gateway.cut(connection));
  }

  function join(tab: Tab): void {
    const { connection } = tab;
    if (connection === undefined) return;
    tab.answered = false;
    history.add({ kind: "asked", visitor: name, connection, key: key() });
    gateway.frame(connection, { action: "join", key: key() });
    kernel.after(joinAnswerMs, () => {
      if (tab.connection === connection && !tab.answered && isOnline()) join(tab);
    });
  }

  /** Who hears nothing for long asks whether anybody is there, and connects anew if not. */
  function watch(tab: Tab, connection: string): void {
    kernel.after(silentMs / 3, () => {
      if (tab.connection !== connection || !isOnline()) return;
      if (kernel.nowMs() - tab.heardAtMs < silentMs) return watch(tab, connection);
      gateway.close(connection);
      tab.connection = undefined;
      connect(tab);
    });
  }

  return {
    get count() {
      return tabs.length;
    },
    open() {
      const tab: Tab = { connection: undefined, heardAtMs: kernel.nowMs(), answered: false };
      tabs.push(tab);
      connect(tab);
    },
    join() {
      for (const tab of tabs) join(tab);
    },
    leave() {
      const frame = { action: "leave", key: key() } as const;
      const sent = tabs.map(({ connection }) => connection !== undefined && gateway.frame(connection, frame));
      return sent.includes(true);
    },
    reconnect() {
      for (const tab of tabs) {
        const { connection } = tab;
        tab.connection = undefined;
        if (connection !== undefined) gateway.close(connection);
        connect(tab);
      }
    },
    close(how) {
      for (const tab of tabs.splice(0)) {
        const { connection } = tab;
        tab.connection = undefined;
        if (connection !== undefined) gateway[how](connection);
      }
    },
  };
}

/** Where no WebSocket goes through: a join is posted, and the ticket is polled. */
export function overHttp({ stage, lobby }: Surroundings, browser: Browser): { begin(): void; post(): void } {
  const { kernel, history } = stage;
  const { name, key, isOnline } = browser;

  function post(): void {
    const asked = key();
    const enqueue = async (ports: Ports) => {
      await ports.ledger.readRoom(roomName);
      lobby.put({
        kind: "join",
        room: roomName,
        key: asked,
        arrival: { kind: "poll" },
        sentAtMs: kernel.nowMs(),
      });
    };
    invoke(stage, "api", enqueue, (ended) => {
      if (ended.kind !== "done") kernel.after(retryMs, () => asked === key() && post());
    });
  }

  function poll(): void {
    if (browser.isDone()) return;
    kernel.after(pollMs, poll);
    if (!isOnline()) return;
    const asked = key();
    const read = (ports: Ports) => readTicket(ports, asked);
    invoke(stage, "api", read, (ended) => {
      if (ended.kind !== "done" || asked !== key() || !isOnline()) return;
      if (ended.value === "unknown") return post();
      if (ended.value === "registering") return;
      history.add({ kind: "heard", visitor: name, connection: `http ${name}`, message: ended.value });
      browser.heard(ended.value);
    });
  }

  return {
    begin() {
      post();
      poll();
    },
    post,
  };
}

/** What `GET /rooms/{room}/tickets/me` does. */
async function readTicket(ports: Ports, key: string): Promise<TicketMessage | "registering" | "unknown"> {
  const room = await ports.ledger.readRoom(roomName);
  if (room === undefined) return "unknown";
  const line = { room: roomName, run: room.run };
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  const stored = number === undefined ? undefined : await ports.ledger.readTicket(line, number);
  // A page that waits for so long posts its join again: here it does so at once.
  if (number === undefined) return "unknown";
  if (stored === undefined || stored.status === "void") return "registering";
  const ticket = await comeBack(ports, line, room, stored, { kind: "poll" });
  const [gate, issued] = await Promise.all([ports.ledger.readGate(line), ports.ledger.readIssued(line)]);
  return ticketMessage(ports, line, room, ticket, { serving: gate.serving, issued });
}
