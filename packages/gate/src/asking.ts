import type { Config } from "./config.ts";
import { type Cookies, cookiesOf } from "./cookies.ts";
import type { Shown } from "./lease.ts";
import { limits } from "./limits.ts";

/** A request as the gate reads it. */
export interface Asking {
  readonly request: Request;
  /** As the visitor has it in the address bar, but without a code. */
  readonly address: URL;
  /** The hand-over's code, whatever its form. */
  readonly code: string | undefined;
  /** How cookies are kept on this origin. */
  readonly cookies: Cookies;
  /** The pass of this room that came with the request; not yet looked at. */
  shown(room: string): Shown | undefined;
  /** The device that the request came from, if it has been here before. */
  device(room: string): string | undefined;
}

const codeParameter = "fairline-code=";

/** Reads method, address and headers; never the body. */
export function readerOfRequests(config: Config): (request: Request) => Asking {
  const kept = { https: cookiesOf(config, true), http: cookiesOf(config, false) };

  return (request) => {
    const url = new URL(request.url);
    const origin = config.origin ?? url.origin;
    const { code, search } = withoutCode(request.method === "GET" ? url.search : "");
    const address = new URL(origin + url.pathname + (request.method === "GET" ? search : url.search));
    const cookies = address.protocol === "https:" ? kept.https : kept.http;
    return {
      request,
      address,
      code,
      cookies,
      shown(room) {
        const { pass, device } = cookies.read(request.headers, room);
        if (pass !== undefined && pass !== "") return { room, token: pass, device, by: "cookie" };
        const token = config.api.bearer ? bearerOf(request.headers) : undefined;
        return token === undefined ? undefined : { room, token, device, by: "bearer" };
      },
      device: (room) => cookies.read(request.headers, room).device,
    };
  };
}

/** The query without the code; nothing else of it is touched. */
function withoutCode(search: string): { code: string | undefined; search: string } {
  const parts = search.slice(1).split("&");
  const code = parts.find((part) => part.startsWith(codeParameter))?.slice(codeParameter.length);
  if (code === undefined) return { code, search };
  const kept = parts.filter((part) => !part.startsWith(codeParameter)).join("&");
  return { code, search: kept === "" ? "" : `?${kept}` };
}

/** Fairline is only asked about what may be a code. */
export function isCode(text: string): boolean {
  return new RegExp(`^[A-Za-z0-9_-]{1,${limits.codeCharsMax}}$`).test(text);
}

function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}
