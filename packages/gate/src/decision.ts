/** What the gate decides, and the words for it. Adapters read decisions; only the gate makes them. */

/** A visitor's stay on the site, as the pass says it. */
export interface Visit {
  readonly room: string;
  /** The place that the visitor had in line. */
  readonly number: number;
  /** The pass's `sub`: names the visit's ticket, over resets of the room, too. */
  readonly ticket: string;
  /** The visit's end as it was when the pass was issued; more time makes it later. */
  readonly expiresAt: Date;
}

/** Why a request did not reach the site. */
export type Refusal =
  | "no_pass"
  /** No pass of this Fairline: altered, signed by somebody else, or not signed at all. */
  | "forged"
  | "wrong_room"
  | "expired"
  /** Issued in the future: somebody's clock is wrong. */
  | "not_yet_valid"
  /** The pass was handed over to another device. */
  | "other_device"
  /** The visit was ended, by the site or in the room. */
  | "ended"
  | "too_large"
  /** The hand-over's code is unknown, used or too old. */
  | "code_over"
  /** A code came without its device's cookie: a browser that keeps none would go to the room and back for ever. */
  | "no_cookies"
  /** Servers may read its path in different ways, so that it is unclear which of several rooms it is of. */
  | "unclear_path"
  /** A known crawler, which is to come back later. */
  | "crawler"
  /** By this machine's clock a pass that was just made is over, or comes from the future: nobody can be let in. */
  | "clock"
  /** Fairline could not be reached, and nothing can be said without it. */
  | "unreachable";

export type Decision =
  /** Not protected, or bypassed; or protected, but for a crawler that the site vouches for: the answer is for nobody else. */
  | { readonly kind: "open"; readonly isProtected: boolean }
  | {
      readonly kind: "admitted";
      readonly visit: Visit;
      /** The pass as it is now: renewed, where its lease was over. */
      readonly pass: string;
      /** Values of `Set-Cookie` headers. `finish` sets them, and so must who does not call it. */
      readonly setCookies: readonly string[];
      /** A path that ends the visit, if it is answered with success. */
      readonly isEnding: boolean;
    }
  /** The gate's own answer: to the room, a refusal, or the hand-over's last step. */
  | { readonly kind: "answered"; readonly response: Response; readonly why: Refusal | "arrived" };

/** What an operator of the site should know; the visitor was served as well as could be. */
export type Trouble =
  /** Fairline did not answer, or not as it should. */
  | { readonly kind: "unreachable"; readonly what: FairlineCall; readonly error: string }
  /** The site's `fairline` header is neither `complete` nor `extend=SECONDS`. */
  | { readonly kind: "bad_header"; readonly value: string }
  /** The site's `fairline` header came with an answer to somebody who has no visit. */
  | { readonly kind: "no_visit"; readonly value: string }
  /** `complete` or `extend` was called without a room, for a visitor with visits in several: none was touched. */
  | { readonly kind: "several_visits"; readonly rooms: readonly string[] }
  /** The room gives no more time: its `maxVisitSeconds` is reached, or X was lowered below the visit's lane. */
  | { readonly kind: "no_more_time"; readonly visit: Visit }
  /** No `siteKey`, or not that of this room. */
  | { readonly kind: "not_the_site"; readonly visit: Visit }
  /**
   * Fairline's clock is so far ahead of this one that a pass comes from the future (by more than `clockSkewSeconds`); or, below 0,
   * so far behind that a pass was over here when it was made. Either way nobody new gets in.
   */
  | { readonly kind: "clock"; readonly aheadSeconds: number };

/** Something that `check` found wrong, and a sentence for the site's operator. */
export type Finding = { readonly says: string } & (
  | {
      /** `not_fairline`: somebody else answers at `url`. */
      readonly kind: "unreachable" | "not_fairline";
    }
  | {
      /** `no_return`: the room has no `returnAddresses`, and sends nobody to any site. */
      readonly kind: "unknown_room" | "no_return";
      readonly room: string;
    }
  /** The room's first return address is not of the option `origin`. The others are not public: it may be among them. */
  | { readonly kind: "returns_elsewhere"; readonly room: string; readonly returnTo: string }
);

/** What the gate asks Fairline for. */
export type FairlineCall = "keys" | "exchange" | "renew" | "complete" | "extend";

export type Completed = {
  readonly kind: "completed" | "no_visit" | "unreachable";
  readonly setCookies: readonly string[];
};

export type Extended =
  | {
      readonly kind: "extended";
      readonly visit: Visit;
      readonly pass: string;
      readonly setCookies: readonly string[];
    }
  | {
      readonly kind: "no_more_time" | "not_the_site" | "no_visit" | "unreachable";
      readonly setCookies: readonly string[];
    };

export interface Gate {
  /** Reads method, address and headers; never the body. Never throws for what a visitor sends. */
  decide(request: Request): Promise<Decision>;
  /**
   * Carries out what the site's answer says (the header `fairline`, a path that ends the visit), and gives the headers to
   * send on: without `fairline`, with the cookies, and never cacheable for others. Never throws.
   */
  finish(decision: Decision, answer: { status: number; headers: Headers }): Promise<Headers>;
  /** Both, around a Fetch-API handler, whose request tells the visit in the header `fairline-visit`, too. */
  handle(
    request: Request,
    next: (request: Request, visit: Visit | undefined) => Response | Promise<Response>,
  ): Promise<Response>;
  /**
   * Ends the visit of whoever sent this request. The cookies must be set with the answer. Where a site has several rooms,
   * `room` says whose visit; without it, the path does, or else the only visit that there is. Throws for a room that the gate
   * does not have.
   */
  complete(request: Request, room?: string): Promise<Completed>;
  /** Gives whoever sent this request so many more seconds, as far as the room allows. */
  extend(request: Request, seconds: number, room?: string): Promise<Extended>;
  /**
   * Whether Fairline is there, has each room, and each room leads back: for the site's start. Empty if nothing is wrong. Never
   * throws.
   */
  check(): Promise<readonly Finding[]>;
}
