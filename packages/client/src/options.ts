import { Key, RoomName } from "@fairline/core";
import { httpAt, socketAddress, socketsAt } from "./network.ts";
import { newKey } from "./newKey.ts";
import { passingMemory } from "./passingMemory.ts";
import { keptPlace } from "./place.ts";
import type { Memory, Signal } from "./ports.ts";
import { realClock } from "./realClock.ts";
import type { VisitorWorld } from "./world.ts";

export interface VisitorOptions {
  /** Fairline's own address, as `https://wait.example`. */
  readonly url: string;
  readonly room: string;
  /** Where the WebSockets of that Fairline are; `/ws` at `url` if nothing is said. */
  readonly socketUrl?: string;
  /** The UUID of a place, to come back to it; without one, the memory's, or a new one. */
  readonly key?: string;
  /** Where the key and the place are kept over restarts. Without one they are gone with the process. */
  readonly memory?: Memory;
  /** Stands in for the global `WebSocket`. */
  readonly webSocket?: typeof WebSocket;
  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** The network comes back, or the app comes to the front: what is there is checked at once. */
  readonly onWake?: Signal;
  /** The network is gone. */
  readonly onOffline?: Signal;
}

const never: Signal = () => () => {};

/** The world as the options have it. Throws for what cannot be: the message names the option and the value. */
export function worldOf(options: VisitorOptions): VisitorWorld {
  const { room, key, memory = passingMemory(), onWake = never, onOffline = never } = options;
  const url = addressIn("url", options.url, /^https?:/);
  if (/\/r(\/|$)/.test(new URL(url).pathname))
    throw new TypeError(`url: ${show(options.url)} is not Fairline's own address, without /r/ROOM`);
  const socketUrl = addressIn("socketUrl", options.socketUrl ?? socketAddress(url), /^(wss?|https?):/);
  if (!RoomName.safeParse(room).success) throw new TypeError(`room: ${show(room)} is no name of a room`);
  if (key !== undefined) takeKey(key, keptPlace(memory, room, newKey));
  return {
    clock: realClock,
    random: Math.random,
    memory,
    tabMemory: passingMemory(),
    http: httpAt(url, options.fetch),
    openSocket: socketsAt(socketUrl, options.webSocket),
    absolute: (path) => url + path,
    onWake,
    onOffline,
    newKey,
  };
}

function takeKey(key: string, place: { key(): string; takeKey(key: string): void }) {
  const read = Key.safeParse(key);
  if (!read.success) throw new TypeError(`key: ${show(key)} is no UUID`);
  if (place.key() !== read.data) place.takeKey(read.data);
}

/** An address without a slash at its end. */
function addressIn(option: "url" | "socketUrl", text: string, scheme: RegExp): string {
  if (!URL.canParse(text) || !scheme.test(text))
    throw new TypeError(`${option}: ${show(text)} is no address`);
  return text.replace(/\/+$/, "");
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
