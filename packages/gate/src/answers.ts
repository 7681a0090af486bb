import type { Asking } from "./asking.ts";
import type { Config } from "./config.ts";
import type { Refusal } from "./decision.ts";
import { limits } from "./limits.ts";

/** The gate's own answers. None is ever cached, framed or guessed at. */

/** Sent to people: a page that is opened, or a form that is sent. */
export function isNavigation({ method, headers }: Request): boolean {
  const isPage = headers.get("sec-fetch-mode") === "navigate" || accepts(headers, "text/html");
  return isPage && (method === "GET" || method === "HEAD" || method === "POST");
}

/**
 * To the room's page. Where to come back, and to which device, stands in the fragment: it reaches no server and no log.
 */
export function toRoom(
  { url }: Config,
  asking: Asking,
  room: string,
  challenge: string,
  setCookies: readonly string[],
): Response {
  const fragment = new URLSearchParams({ return: returnOf(asking), challenge });
  const isSent = asking.request.method === "POST";
  return answer(isSent ? 303 : 302, setCookies, { location: `${roomPage(url, room)}#${fragment}` });
}

/** The hand-over's last step: the same page, without the code, which must not be sent on as a referrer. */
export function arrived(address: URL, setCookies: readonly string[]): Response {
  return answer(303, setCookies, { location: pathOnSite(address) });
}

/** For a `Location` that stays on the site. Relative, so that no Host header decides where it leads. */
export function pathOnSite({ pathname, search }: URL): string {
  // "//" would begin the name of a host.
  return (pathname.startsWith("//") ? `/.${pathname}` : pathname) + search;
}

/** For apps and scripts: a problem as RFC 9457 has it, with the room's address. */
export function refusedCall(
  { url, api }: Config,
  room: string,
  why: Refusal,
  setCookies: readonly string[],
): Response {
  const page = roomPage(url, room);
  const headers = api.status === 401 ? { "www-authenticate": `Bearer realm="${room}"` } : {};
  return problem(api.status, why, page, api.retryAfterSeconds, setCookies, headers);
}

/** Not now: a crawler that is told so keeps what it knows of the site, and an app asks again. */
export function later({ url }: Config, room: string, why: Refusal, setCookies: readonly string[]): Response {
  const seconds = why === "crawler" ? crawlerSeconds : soonSeconds;
  return problem(503, why, roomPage(url, room), seconds, setCookies);
}

/** A page for people who must wait for Fairline itself. It asks again by itself. */
export function soon(): Response {
  const says = "The waiting room cannot be reached just now. This page tries again by itself.";
  return tryLater("One moment", says, soonSeconds, { refresh: String(soonSeconds) });
}

/** A page for people whom only the site's operator can help. It does not ask again: the room would send them here in circles. */
export function notReady(): Response {
  const says = "Something is set wrong on this site, so that nobody can be let in. Please try again later.";
  return tryLater("This site is not ready", says, notReadySeconds);
}

/**
 * A page for people whose browser keeps no cookies. It does not lead on by itself, for that would go round and round. Its link
 * is the address without the code: from there the gate sends them to the room as if they came anew.
 */
export function needsCookies(address: URL, setCookies: readonly string[]): Response {
  const line = pathOnSite(address).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const says = `Please allow cookies for this site, then <a href="${line}">go back to the line</a>.`;
  return page(403, "This site needs cookies", says, {}, setCookies);
}

/** No browser asks for such an address by itself, so nobody has to be told where to go. */
export function notRead(): Response {
  return answer(400, [], {});
}

const crawlerSeconds = 3600;
const notReadySeconds = 60;
const soonSeconds = Math.ceil(limits.retryMs / 1000);

function tryLater(
  title: string,
  says: string,
  retryAfterSeconds: number,
  more: Readonly<Record<string, string>> = {},
): Response {
  return page(503, title, says, { ...more, "retry-after": String(retryAfterSeconds) });
}

function page(
  status: number,
  title: string,
  says: string,
  more: Readonly<Record<string, string>>,
  setCookies: readonly string[] = [],
): Response {
  const headers = {
    ...more,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  };
  const body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<h1>${title}</h1><p>${says}</p></html>
`;
  return answer(status, setCookies, headers, body);
}

const titles: Readonly<Record<Refusal, string>> = {
  no_pass: "Take a place in line first",
  forged: "This is no pass",
  wrong_room: "The pass is for another room",
  expired: "The visit is over",
  not_yet_valid: "The pass is not valid yet",
  other_device: "The pass belongs to another device",
  ended: "The visit is over",
  too_large: "This is no pass",
  code_over: "The code is used, too old, or unknown",
  no_cookies: "Allow cookies for this site first",
  unclear_path: "This address can be read in several ways",
  crawler: "Come back later",
  clock: "This site is not ready",
  unreachable: "Try again in a moment",
};

/** What may surprise somebody who tries the gate by hand. */
const details: Readonly<Partial<Record<Refusal, string>>> = {
  crawler: "Known crawlers, and curl, are asked to come back later; browsers are not.",
};

function problem(
  status: number,
  code: Refusal,
  room: string,
  retryAfterSeconds: number,
  setCookies: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Response {
  const detail = details[code];
  const body = {
    type: "about:blank",
    title: titles[code],
    ...(detail !== undefined && { detail }),
    status,
    code,
    room,
    retryAfterSeconds,
  };
  const headers = {
    ...more,
    "content-type": "application/problem+json",
    "retry-after": String(retryAfterSeconds),
  };
  return answer(status, setCookies, headers, JSON.stringify(body));
}

function answer(
  status: number,
  setCookies: readonly string[],
  own: Readonly<Record<string, string>>,
  body: string | null = null,
): Response {
  const headers = new Headers({
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    vary: "Cookie",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...own,
  });
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return new Response(body, { status, headers });
}

/** Where the visitor wants to be: the page that was asked for, or the one whose form was sent. */
function returnOf({ request, address }: Asking): string {
  if (request.method === "POST") {
    const referrer = URL.parse(request.headers.get("referer") ?? "");
    return referrer?.origin === address.origin ? bounded(referrer) : `${address.origin}/`;
  }
  return bounded(address);
}

/** The room refuses an address that is too long; its beginning is better than none. */
function bounded({ origin, pathname, search }: URL): string {
  const forms = [origin + pathname + search, origin + pathname];
  return forms.find(({ length }) => length <= limits.returnCharsMax) ?? `${origin}/`;
}

function roomPage(url: string, room: string): string {
  return `${url}/r/${room}`;
}

function accepts(headers: Headers, type: string): boolean {
  return headers.get("accept")?.includes(type) ?? false;
}
