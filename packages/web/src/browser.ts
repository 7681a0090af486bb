import { httpAt, socketAddress, socketsAt } from "@fairline/client/network";
import { isLasting, memoryIn } from "./memory.ts";
import type { Address, Surroundings } from "./ports.ts";
import { themeAddress } from "./theme/theme.ts";

/** Where the room answers: the page's own origin, unless the build names other addresses (as the cloud's does). */
const apiAddress: string = import.meta.env.VITE_API_URL ?? "";
const socketAddressNamed: string | undefined = import.meta.env.VITE_SOCKET_URL;

/** A theme that does not come is given up after this long. */
const themeMsMax = 8000;

export const http = httpAt(apiAddress);

/** The theme is a file beside the page, wherever the room answers. */
export async function fetchTheme(): Promise<string> {
  const response = await fetch(`${themeAddress}theme.json`, { signal: AbortSignal.timeout(themeMsMax) });
  if (!response.ok) throw new Error(`The theme's status is ${response.status}.`);
  return response.text();
}

export const openSocket = socketsAt(socketAddressNamed ?? socketAddress(location.origin));

export const lastingMemory = memoryIn(() => localStorage);
export const isMemoryLasting = () => isLasting(() => localStorage);
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
  leaveFor: (url) => location.replace(url),
};
