import type { ServerMessage } from "@fairline/core";
import { createFallback } from "./fallback.ts";
import { createJoining } from "./joining.ts";
import { watchLink } from "./link.ts";
import type { OwnTicket } from "./ownTicket.ts";
import { createPoller } from "./poller.ts";
import type { RoomView } from "./roomView.ts";
import type { Self } from "./self.ts";
import { lineOf } from "./visit.ts";
import { createWire } from "./wire.ts";
import type { VisitorWorld } from "./world.ts";

/** How the room is heard: over a socket; where none opens, by asking over HTTP, until one does. */
export interface Carrier {
  /** Begins for the key that the visitor has now. */
  open(): void;
  close(): void;
  join(): void;
  /** Gives up the place of the key. False if there is no socket just now. */
  sendLeave(key: string): boolean;
  /** Asks for the own ticket once, unless that was done less than so long ago. */
  askForTicket(pauseMs?: number): void;
  /**
   * The machine woke, or somebody has no patience: what is there is checked, what is not is tried. What was heard less than
   * so long ago is trusted.
   */
  tryNow(trustedMs?: number): void;
  /** The network is gone, and nothing that was open can be trusted. */
  offline(): void;
  heard(message: ServerMessage): void;
  /** `joins`: the visitor has a place, or wants one. */
  beat(joins: boolean): void;
}

export function createCarrier(
  self: Self,
  own: OwnTicket,
  room: RoomView,
  world: VisitorWorld,
  opened: () => void,
): Carrier {
  const { clock } = world;
  const { getState, setState } = self;
  const roomName = getState().room;
  const link = watchLink(clock, (next) => setState((state) => ({ link: next(state.link) })));
  const wire = createWire(clock, world.openSocket, {
    opened() {
      fallback.opened();
      poller.stop();
      link.up();
      setState({ transport: "socket" });
      opened();
    },
    heard(message) {
      if (message !== undefined) self.hear(message);
      else setState(({ ignoredFrames }) => ({ ignoredFrames: ignoredFrames + 1 }));
    },
    lost() {
      fallback.lost();
      // Whoever was never connected is connecting still, and whoever is heard of over HTTP is heard of.
      if (getState().link.link !== "opening" && !poller.isOn()) link.down();
    },
  });
  const fallback = createFallback(clock);
  const poller = createPoller(self, own, room, link, world);
  const joining = createJoining(clock, () => wire.send({ action: "join", room: roomName, key: self.key() }));

  return {
    open() {
      poller.stop();
      link.again();
      fallback.begin();
      // Where no socket opened for the last place, none is waited for now.
      if (getState().transport === "http") poller.start();
      wire.open();
    },
    close() {
      poller.stop();
      wire.close();
    },
    join: joining.join,
    sendLeave: (key) => wire.send({ action: "leave", room: roomName, key }),
    askForTicket(pauseMs) {
      if (poller.isOn()) poller.hurry(pauseMs);
      else joining.ask(pauseMs);
    },
    tryNow(trustedMs = 0) {
      wire.check(trustedMs);
      poller.hurry(trustedMs);
    },
    offline() {
      link.offline();
      wire.replace();
    },
    heard: joining.heard,
    beat(joins) {
      if (joins) {
        joining.beat();
        if (fallback.isDue()) poller.start();
        poller.beat();
      }
      wire.beat(lineOf(getState().visit)?.nextTickSeconds ?? 0);
      link.beat();
    },
  };
}
