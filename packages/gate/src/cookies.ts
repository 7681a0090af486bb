import { parseCookie, stringifySetCookie } from "cookie";
import type { Config } from "./config.ts";
import { isDevice } from "./device.ts";
import { limits } from "./limits.ts";

/** What a browser keeps for the gate, and how it is told to. */
export interface Cookies {
  /** What the names of all of them begin with. */
  readonly prefix: string;
  /** What the cookie with the pass of this room is called. */
  passName(room: string): string;
  /** The pass of this room, and the device that it was handed to; neither has been looked at. */
  read(
    headers: Headers,
    room: string,
  ): { readonly pass?: string | undefined; readonly device?: string | undefined };
  /** Values of `Set-Cookie`. */
  keepPass(room: string, pass: string, seconds: number): string;
  keepDevice(device: string): string;
  dropPass(room: string): string;
}

/** The gate's cookies on a site with https, or without. */
export function cookiesOf({ cookie }: Config, isHttps: boolean): Cookies {
  // A browser takes SameSite=None from secure cookies only.
  const secure = cookie.secure ?? (isHttps || cookie.sameSite === "none");
  // With this prefix no other host of the domain, and nobody on the way, can put a cookie of that name in.
  const isForThisHostOnly = secure && cookie.domain === undefined && cookie.path === "/";
  const prefix = `${isForThisHostOnly ? "__Host-" : ""}${cookie.name}-`;
  const deviceName = `${prefix}device`;
  const attributes = {
    path: cookie.path,
    sameSite: cookie.sameSite,
    secure,
    httpOnly: true,
    ...(cookie.domain !== undefined && { domain: cookie.domain }),
  };

  /** A room may be called "device"; none has a dot in its name. */
  function passName(room: string): string {
    return prefix + (room === "device" ? "room.device" : room);
  }

  function keep(name: string, value: string, maxAge: number): string {
    return stringifySetCookie({ ...attributes, name, value, maxAge });
  }

  return {
    prefix,
    passName,
    read(headers, room) {
      const header = headers.get("cookie");
      if (header === null) return {};
      const read = parseCookie(header, { decode: (text) => text });
      const device = read[deviceName];
      return {
        pass: read[passName(room)],
        device: device !== undefined && isDevice(device) ? device : undefined,
      };
    },
    keepPass: (room, pass, seconds) => keep(passName(room), pass, Math.max(0, Math.floor(seconds))),
    keepDevice: (device) => keep(deviceName, device, limits.deviceCookieSeconds),
    dropPass: (room) => keep(passName(room), "", 0),
  };
}
