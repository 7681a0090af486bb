import type { Trouble } from "./decision.ts";

/** A room, and what of the site stands behind it. */
export interface RoomRule {
  readonly room: string;
  readonly protect: readonly string[];
  readonly complete?: readonly string[] | undefined;
}

export interface GateOptions {
  /** Fairline's own address: `https://wait.example`. */
  readonly url: string;
  /** One room for everything that `protect` names; or several, of which the first that matches counts. */
  readonly room: string | readonly RoomRule[];
  /** Paths, exact or with a `*` at the end; all by default. Compared leniently: what might be protected is. */
  readonly protect?: readonly string[] | undefined;
  readonly bypass?:
    | {
        /** Compared strictly, as the path was sent: `["/healthz", "/about/*"]`. */
        readonly paths?: readonly string[] | undefined;
        /** GET and HEAD of names with a well-known ending of static files; false by default: a page may answer to such a name, too. */
        readonly assets?: boolean | undefined;
        /**
         * `later` (default): known crawlers get 503, so that they keep what they know of the site. A function lets those in
         * that it vouches for; a user agent alone proves nothing.
         */
        readonly crawlers?: "later" | ((request: Request) => boolean | Promise<boolean>) | undefined;
      }
    | undefined;
  /** Paths whose answer, if it is 2xx or 3xx, ends the visit: the order's confirmation. */
  readonly complete?: readonly string[] | undefined;
  /** What requests get that are no navigations: 401, `Retry-After: 5`, no passes in `Authorization`. */
  readonly api?:
    | {
        readonly status?: 401 | 429 | undefined;
        readonly retryAfterSeconds?: number | undefined;
        /** Apps may show their pass as a bearer token. */
        readonly bearer?: boolean | undefined;
      }
    | undefined;
  /** A pass is trusted for so long without asking; 30. A visit that was ended elsewhere is refused after that. */
  readonly leaseSeconds?: number | undefined;
  /** How far in the future a pass may have been issued; 5. */
  readonly clockSkewSeconds?: number | undefined;
  readonly cookie?:
    | {
        /** What the names of the cookies begin with; `fairline`. */
        readonly name?: string | undefined;
        readonly domain?: string | undefined;
        readonly path?: string | undefined;
        readonly sameSite?: "lax" | "none" | undefined;
        /** By default, where the site is on https. */
        readonly secure?: boolean | undefined;
      }
    | undefined;
  /** Proves to Fairline that the site asks, and not a visitor; needed for `extend` alone. */
  readonly siteKey?: string | undefined;
  /** The site's public origin, where a proxy hides it: `https://shop.example`. */
  readonly origin?: string | undefined;
  /** While Fairline cannot be reached, who is inside may stay until the pass's own end (default), or may not. */
  readonly whenUnreachable?: "admit" | "refuse" | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly nowMs?: (() => number) | undefined;
  /** What the site's operator should know; by default a sentence on the console (`console.warn`), each kind once a minute. */
  readonly onTrouble?: ((trouble: Trouble) => void) | undefined;
}
