import ReconnectingWebSocket from "partysocket/ws";
import { memoryIn } from "./memory.ts";
import type { Address, Clock, Http, OpenSocket, Surroundings } from "./ports.ts";
import { themeAddress } from "./theme/theme.ts";

/** Where the room answers: the page's own origin, unless the build names other addresses (as the cloud's does). */
const apiAddress: string = import.meta.env.VITE_API_URL ?? "";
const socketAddress: string | undefined = import.meta.env.VITE_SOCKET_URL;

/** A request without an answer is given up after this long. */
const requestMsMax = 8000;

/**
 * A crowd that lost its connections at once must not come back at once: the first waits differ. They are short enough
 * for most to be back before the page calls the connection lost.
 */
const reconnection = {
  minReconnectionDelay: 300 + Math.random() * 1200,
  maxReconnectionDelay: 20_000,
  reconnectionDelayGrowFactor: 1.6,
  connectionTimeout: 8000,
  // What could not be sent is not sent later: on opening, the store says anew what it wants.
  maxEnqueuedMessages: 0,
} as const;

export const clock: Clock = {
  nowMs: () => Date.now(),
  steadyMs: () => performance.now(),
  every(everyMs, beat) {
    const timer = setInterval(beat, everyMs);
    return () => clearInterval(timer);
  },
};

export const http: Http = (path, init) => {
  const late = AbortSignal.timeout(requestMsMax);
  const signal = init?.signal ? AbortSignal.any([init.signal, late]) : late;
  return fetch(apiAddress + path, { ...init, signal });
};

/** The theme is a file beside the page, wherever the room answers. */
export async function fetchTheme(): Promise<string> {
  const response = await fetch(`${themeAddress}theme.json`, { signal: AbortSignal.timeout(requestMsMax) });
  if (!response.ok) throw new Error(`The theme's status is ${response.status}.`);
  return response.text();
}

export const openSocket: OpenSocket = (events) => {
  const own = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`;
  const socket = new ReconnectingWebSocket(socketAddress ?? own, [], reconnection);
  let closed = false;
  socket.addEventListener("open", () => events.opened());
  socket.addEventListener("message", (event) => {
    if (typeof event.data === "string") events.heard(event.data);
  });
  socket.addEventListener("close", () => {
    if (!closed) events.lost();
  });
  return {
    send(frame) {
      if (socket.readyState !== ReconnectingWebSocket.OPEN) return false;
      socket.send(frame);
      return true;
    },
    close() {
      closed = true;
      socket.close();
    },
  };
};

export const lastingMemory = memoryIn(() => localStorage);
export const tabMemory = memoryIn(() => sessionStorage);

/** Tells when one of the events comes, if `isMeant` then holds. */
function signal(target: EventTarget, names: readonly string[], isMeant = () => true) {
  return (happened: () => void) => {
    const heard = () => {
      if (isMeant()) happened();
    };
    for (const name of names) target.addEventListener(name, heard);
    return () => {
      for (const name of names) target.removeEventListener(name, heard);
    };
  };
}

const onShown = signal(document, ["visibilitychange"], () => document.visibilityState === "visible");
const onOnline = signal(window, ["online"]);

export const surroundings: Surroundings = {
  onWake(woken) {
    const stops = [onShown(woken), onOnline(woken)];
    return () => {
      for (const stop of stops) stop();
    };
  },
  onOffline: signal(window, ["offline"]),
  onFocus: signal(window, ["focus"]),
  isHidden: () => document.visibilityState === "hidden",
};

export const address: Address = {
  absolute: (path) => new URL(path, location.origin).href,
  fragment: (name) => new URLSearchParams(location.hash.slice(1)).get(name) ?? undefined,
  dropFragment: () => history.replaceState(history.state, "", location.pathname + location.search),
  replaceFragment(fragment) {
    const page = location.pathname + location.search;
    history.replaceState(history.state, "", fragment === "" ? page : `${page}#${fragment}`);
  },
  onFragment: signal(window, ["hashchange"]),
};

/** A UUID of version 4. `crypto.randomUUID` is missing where a page is served over plain HTTP by another host. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
