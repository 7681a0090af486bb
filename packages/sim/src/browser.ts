import type { Ports, ServerMessage, TicketMessage } from "@fairline/core";
import type { Listener } from "./gateway.ts";
import type { History } from "./history.ts";
import { invoke } from "./invocation.ts";
import { leavePlace, readPlace } from "./places.ts";
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
  /** Another device has the place of the key that is used now. */
  movedAway(): void;
}

/** What the HTTP API answers: the ticket, or in a word why there is none. */
type Reply = TicketMessage | string;

/**
 * Asks the HTTP API with the key of now, and hears the answer; what failed is asked again, as long as somebody is there who
 * has that key.
 */
export type Ask = <R extends Reply>(
  work: (ports: Ports, key: string) => Promise<R>,
  told?: (reply: R) => void,
) => void;

export function asker({ stage }: Surroundings, browser: Browser): Ask {
  const { kernel, history } = stage;
  return function ask(work, told) {
    const asked = browser.key();
    const isCurrent = () => asked === browser.key() && browser.isOnline();
    noteAsked(history, browser);
    invoke(
      stage,
      "api",
      (ports) => work(ports, asked),
      (ended) => {
        if (!isCurrent()) return;
        if (ended.kind !== "done") {
          kernel.after(retryMs, () => isCurrent() && ask(work, told));
          return;
        }
        hearReply(history, browser, ended.value);
        told?.(ended.value);
      },
    );
  };
}

function overHttpOf({ name }: Browser): string {
  return `http ${name}`;
}

function noteAsked({ add }: History, browser: Browser): void {
  add({ kind: "asked", visitor: browser.name, connection: overHttpOf(browser), key: browser.key() });
}

function hearReply({ add }: History, browser: Browser, reply: Reply): void {
  if (reply === "moved") browser.movedAway();
  if (typeof reply === "string") return;
  add({ kind: "heard", visitor: browser.name, connection: overHttpOf(browser), message: reply });
  browser.heard(reply);
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
export function overHttp(
  surroundings: Surroundings,
  browser: Browser,
): { post(): void; poll(): void; leave(): void } {
  const { stage, lobby } = surroundings;
  const { kernel, history } = stage;
  const { key, isOnline } = browser;
  const ask = asker(surroundings, browser);

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
    noteAsked(history, browser);
    const read = (ports: Ports) => readPlace(ports, asked);
    invoke(stage, "api", read, (ended) => {
      if (ended.kind !== "done" || asked !== key() || !isOnline()) return;
      if (ended.value === "unknown") return post();
      hearReply(history, browser, ended.value);
    });
  }

  return { post, poll, leave: () => ask(leavePlace) };
}
