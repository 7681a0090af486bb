import { limits } from "./limits.ts";

/** What no address needs: it is read in one way by browsers, and in others elsewhere (SPEC G1). */
const misread = /[\s\\\p{Cc}]/u;
/** With a scheme and a host, and nobody's name before it. */
const plainAddress = /^https?:\/\/[^@/?#]+(?:[/?#]|$)/i;
const hostsOfOneMachine: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An address as a browser reads it (WHATWG). */
export type WebAddress = InstanceType<typeof URL>;

/** The address as a browser reads it; nothing: it is none on the web, or not a plain one. */
function plain(text: string): WebAddress | undefined {
  if (misread.test(text) || !plainAddress.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

/** An address as settings keep it; what is none stays as it is, for a schema to refuse. */
export function asKept(text: string): string {
  return plain(text)?.href ?? text;
}

/** Whether an operator may allow the address: https, or on one machine http, and nothing behind its path. */
export function isReturnAddress(text: string): boolean {
  const url = plain(text);
  if (url === undefined || /[?#]/.test(text)) return false;
  return url.protocol === "https:" || hostsOfOneMachine.has(url.hostname);
}

/**
 * SPEC G1: where a visitor may be sent: the address as a browser reads it, if one of the room's return addresses is that, or
 * lies above it. Nothing: it is not allowed.
 */
export function allowedReturn(addresses: readonly string[], text: string): WebAddress | undefined {
  if (text.length > limits.returnCharsMax) return undefined;
  const url = plain(text);
  return url !== undefined && addresses.some((address) => isBelow(new URL(address), url)) ? url : undefined;
}

function isBelow(address: WebAddress, url: WebAddress): boolean {
  if (address.origin !== url.origin) return false;
  if (address.pathname === "/" || address.pathname === url.pathname) return true;
  // Some servers take an encoded slash for one, and climb out of the path by it.
  if (/%2f|%5c/i.test(url.pathname)) return false;
  return url.pathname.startsWith(address.pathname.endsWith("/") ? address.pathname : `${address.pathname}/`);
}

/** The query by which a code reaches the site. */
export const codeParameter = "fairline-code";

/** SPEC G2: where the browser goes with a code. The rest of the query stays to the letter; an older code goes. */
export function withCode(url: WebAddress, code: string): string {
  const location = new URL(url.href);
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && part.split("=")[0] !== codeParameter);
  location.search = [...kept, `${codeParameter}=${code}`].join("&");
  return location.href;
}
