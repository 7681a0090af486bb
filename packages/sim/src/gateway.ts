import type { LobbyEntry, ServerMessage, Sockets } from "@fairline/core";
import type { Lobby } from "./lobby.ts";
import type { Stage } from "./stage.ts";

/** How long a connection may be cut before the gateway notices, in milliseconds. */
export const unnoticedMsMax = 16_000;

/** One end of a connection: what a browser is told. */
export interface Listener {
  heard(message: ServerMessage): void;
  /** The browser has noticed that its connection is gone. */
  lost(): void;
}

type Frame = { readonly action: "join" | "leave"; readonly key: string };

/** The WebSocket API: connections that open and close, or die without a word. */
export interface Gateway extends Sockets {
  connect(visitor: string, listener: Listener): string;
  /** A frame of the browser, into the lobby. True: it will get there. */
  frame(connection: string, frame: Frame): boolean;
  /** The browser closes it. */
  close(connection: string): void;
  /** The line is cut: neither end hears of it. The gateway finds out after a while. */
  cut(connection: string): void;
  /** The process is started again: every connection is gone, browsers notice, and the lobby hears nothing of it. */
  closeAll(): void;
}

interface Connection {
  readonly visitor: string;
  readonly listener: Listener;
  /** What the gateway believes. */
  isOpen: boolean;
  /** Nothing arrives at the other end any more. */
  isCut: boolean;
  arrivesAtMs: number;
}

export function gateway(stage: Stage, lobby: Lobby, room: string): Gateway {
  const { kernel, dice, history } = stage;
  const connections = new Map<string, Connection>();

  function disconnect(id: string, connection: Connection): void {
    if (!connection.isOpen) return;
    connection.isOpen = false;
    if (stage.happens("loss", "word of a closed connection")) return;
    lobby.put({ kind: "disconnect", connection: id, sentAtMs: kernel.nowMs() });
  }

  function closed(id: string, connection: Connection, silently: boolean): void {
    if (!connection.isCut) history.add({ kind: "closed", connection: id, silently });
    connection.isCut = true;
  }

  return {
    connect(visitor, listener) {
      const id = `c${connections.size + 1}`;
      connections.set(id, { visitor, listener, isOpen: true, isCut: false, arrivesAtMs: 0 });
      history.add({ kind: "connected", visitor, connection: id });
      return id;
    },
    frame(id, { action, key }) {
      const connection = connections.get(id);
      if (connection === undefined || !connection.isOpen || connection.isCut) return false;
      if (stage.happens("loss", `a ${action}`)) return false;
      const sentAtMs = kernel.nowMs();
      const entry = { room, key, sentAtMs };
      lobby.put(
        action === "join"
          ? { ...entry, kind: "join", arrival: { kind: "socket", connection: id } }
          : ({ ...entry, kind: "leave", connection: id } satisfies Omit<
              LobbyEntry & { kind: "leave" },
              "id"
            >),
      );
      return true;
    },
    close(id) {
      const connection = connections.get(id);
      if (connection === undefined) return;
      closed(id, connection, false);
      disconnect(id, connection);
    },
    cut(id) {
      const connection = connections.get(id);
      if (connection === undefined) return;
      closed(id, connection, true);
      kernel.after(1000 + dice.below(unnoticedMsMax - 1000), () => disconnect(id, connection));
    },
    closeAll() {
      for (const [id, connection] of connections) {
        if (!connection.isOpen) continue;
        connection.isOpen = false;
        const wasCut = connection.isCut;
        closed(id, connection, true);
        if (!wasCut) kernel.after(dice.below(50), () => connection.listener.lost());
      }
    },
    async send(id, message) {
      const connection = connections.get(id);
      if (connection === undefined || !connection.isOpen) return "gone";
      if (connection.isCut || stage.happens("loss", `a push of ${message.type}`)) return "sent";
      // As it goes over the wire: nothing that happens to the message later changes what was sent.
      const sent: ServerMessage = JSON.parse(JSON.stringify(message));
      // What one connection is sent arrives in order, however long each takes.
      connection.arrivesAtMs = Math.max(connection.arrivesAtMs, kernel.nowMs() + stage.transitMs("a push"));
      kernel.after(connection.arrivesAtMs - kernel.nowMs(), () => {
        if (connection.isCut) return;
        const { visitor, listener } = connection;
        history.add({ kind: "heard", visitor, connection: id, message: sent });
        listener.heard(sent);
      });
      return "sent";
    },
  };
}
