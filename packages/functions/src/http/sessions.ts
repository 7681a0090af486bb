import { createHmac, randomBytes } from "node:crypto";
import type { Session } from "@fairline/core";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AdminToken } from "../adminTokens.ts";
import { isSameSecret } from "../isSameSecret.ts";
import { runtime } from "../runtime.ts";

const cookie = "fairline_session";

/** Begins a session, and puts its id into the cookie, where no script reads it. */
export async function beginSession(c: Context, { secret }: AdminToken, operator: string): Promise<Session> {
  const { ports, sessions, sessionSeconds } = runtime();
  const id = randomBytes(32).toString("base64url");
  const expiresAtMs = ports.clock.nowMs() + sessionSeconds * 1000;
  await sessions.write(id, { operator, fingerprint: fingerprint(id, secret), expiresAtMs });
  setCookie(c, cookie, id, { ...cookieOptions(c), maxAge: sessionSeconds });
  return { operator, expiresAt: new Date(expiresAtMs).toISOString() };
}

/** The session of the request's cookie, if it is one, is not over, and its token still counts. */
export async function sessionOf(c: Context): Promise<Session | undefined> {
  const { ports, sessions, adminTokens } = runtime();
  const id = idOf(c);
  const stored = id === undefined ? undefined : await sessions.read(id);
  if (id === undefined || stored === undefined || stored.expiresAtMs <= ports.clock.nowMs()) return undefined;
  const counts = adminTokens.some(({ secret }) => isSameSecret(fingerprint(id, secret), stored.fingerprint));
  if (!counts) return undefined;
  return { operator: stored.operator, expiresAt: new Date(stored.expiresAtMs).toISOString() };
}

/** Ends the session of the request's cookie, if there is one, and takes the cookie away. */
export async function endSession(c: Context): Promise<void> {
  const id = idOf(c);
  if (id !== undefined) await runtime().sessions.remove(id);
  deleteCookie(c, cookie, cookieOptions(c));
}

/** What cannot be an id need not be looked for. */
function idOf(c: Context): string | undefined {
  const id = getCookie(c, cookie);
  return id !== undefined && /^[\w-]{43}$/.test(id) ? id : undefined;
}

/** Of one session: whoever reads the table can neither guess the token by it, nor see which sessions share one. */
function fingerprint(id: string, token: string): string {
  return createHmac("sha256", id).update(token).digest("hex");
}

/** Only one machine speaks plain HTTP: behind API Gateway every request has come by HTTPS. */
function cookieOptions(c: Context) {
  const secure = new URL(c.req.url).protocol === "https:";
  return { path: "/admin", httpOnly: true, sameSite: "Strict", secure } as const;
}
