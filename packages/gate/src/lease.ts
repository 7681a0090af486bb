import type { Config } from "./config.ts";
import type { Refusal, Visit } from "./decision.ts";
import { challengeOf } from "./device.ts";
import type { Fairline } from "./fairline.ts";
import type { Keys } from "./keys.ts";
import { limits } from "./limits.ts";
import { Remembered } from "./remembered.ts";
import { Together } from "./together.ts";
import { type Pass, type Verified, verify } from "./verify.ts";

/** A pass as a request shows it. Apps show one as a bearer token; only those that were never handed over go without a device. */
export interface Shown extends Holder {
  readonly token: string;
}

export interface Holder {
  readonly room: string;
  readonly device: string | undefined;
  readonly by: "cookie" | "bearer";
}

export type Standing =
  /** `pass` is the one to keep from now on. */
  { readonly kind: "good"; readonly pass: Pass } | { readonly kind: "refused"; readonly why: Refusal };

export interface Leases {
  /** Whether this pass lets its visitor in now. Asks Fairline only where the pass's lease is over. */
  standingOf(shown: Shown): Promise<Standing>;
  /** Fairline has just issued this one to its holder, at the earliest at `sinceMs`. */
  take(token: string, holder: Holder, sinceMs: number): Promise<Verified>;
  /** The visit is over: from now on none of its passes lets anybody in here. */
  forget(pass: Pass): void;
}

interface Lease {
  pass: Pass;
  /** Until then nobody is asked. */
  untilMs: number;
  /** Fairline has said that this pass is none of its own. */
  isDisowned: boolean;
}

/**
 * A pass is trusted for `leaseSeconds` from when it was issued, and then renewed, once: so nobody is asked for each request,
 * and yet a visit that was ended elsewhere lets nobody in for longer (docs/adr/0024-passes-are-renewed.md).
 */
export function createLeases(config: Config, keys: Keys, fairline: Fairline): Leases {
  const { nowMs, onTrouble } = config;
  const leaseMs = config.leaseSeconds * 1000;
  /** By pass and holder: what is found has been verified for both. */
  const leases = new Remembered<Lease>(limits.passesMax);
  /** Passes of this visit that were issued until then are void. A visit that begins again after that has newer ones. */
  const endedAtMs = new Remembered<number>(limits.endedVisitsMax);
  /** The newest pass of each visit that was seen here, by Fairline's clock, which may be ahead of this one. */
  const newestAtMs = new Remembered<number>(limits.passesMax);
  const renewing = new Together<Standing>(nowMs, limits.waitMsMax);
  let isDown = false;
  let leftAloneUntilMs = 0;

  function keep(pass: Pass, holder: Holder, untilMs: number): Lease {
    const lease = { pass, untilMs, isDisowned: false };
    leases.set(keyOf(pass.token, holderOf(pass, holder)), lease);
    newestAtMs.set(nameOf(pass.visit), newestOf(pass));
    return lease;
  }

  function newestOf({ visit, issuedAtMs }: Pass): number {
    return Math.max(issuedAtMs, newestAtMs.get(nameOf(visit)) ?? issuedAtMs);
  }

  /** What was verified with a key that was dropped since is verified anew. */
  function remembered(shown: Shown): Lease | undefined {
    const lease = leases.get(keyOf(shown.token, shown)) ?? leases.get(keyOf(shown.token, anyDevice(shown)));
    return lease === undefined || keys.isDropped(lease.pass.kid) ? undefined : lease;
  }

  async function verified(shown: Shown): Promise<Lease | Refusal> {
    const { room, token, device, by } = shown;
    const read = await verify(config, keys, room, token);
    if (read.kind === "refused") return read.why;
    const { pass } = read;
    // In a cookie only a pass that was handed to this very device is taken; an app's own was never handed over.
    const isTied = pass.device !== undefined || by === "cookie";
    if (isTied && (device === undefined || pass.device !== (await challengeOf(device))))
      return "other_device";
    const aheadMs = pass.issuedAtMs - nowMs();
    if (aheadMs > config.clockSkewSeconds * 1000) {
      onTrouble({ kind: "clock", aheadSeconds: Math.ceil(aheadMs / 1000) });
      return "not_yet_valid";
    }
    return keep(pass, shown, Math.min(pass.issuedAtMs, nowMs()) + leaseMs);
  }

  async function renewed(shown: Shown, lease: Lease): Promise<Standing> {
    const isExpired = hasExpired(lease.pass);
    const askedAtMs = nowMs();
    if (askedAtMs < leftAloneUntilMs) return withoutFairline(lease.pass);
    // One request finds out whether Fairline is back, and waits for it; the others do not.
    if (isDown) leftAloneUntilMs = askedAtMs + limits.askMsMax;
    const answer = await fairline.renew(shown.room, lease.pass.token);
    isDown = answer.kind === "unreachable";
    if (answer.kind === "not_ours") {
      // Of the visit that it names nothing is known by that: it may be somebody else's.
      lease.isDisowned = true;
      return refused("forged");
    }
    if (answer.kind === "over") {
      forget(lease.pass);
      return refused(isExpired ? "expired" : "ended");
    }
    const taken = answer.kind === "issued" ? await take(answer.pass, shown, askedAtMs) : undefined;
    if (taken?.kind !== "pass") {
      leftAloneUntilMs = nowMs() + limits.retryMs;
      return withoutFairline(lease.pass);
    }
    // Requests that were sent before the browser has the new pass still show the old one.
    lease.pass = taken.pass;
    lease.untilMs = askedAtMs + leaseMs;
    return { kind: "good", pass: taken.pass };
  }

  /** Requests of one visitor come in bunches: one renewal is for all of them. */
  async function renewedOnce(shown: Shown, lease: Lease): Promise<Standing> {
    const standing = await renewing.call(keyOf(shown.token, holderOf(lease.pass, shown)), () =>
      renewed(shown, lease),
    );
    return standing ?? withoutFairline(lease.pass);
  }

  function withoutFairline(pass: Pass): Standing {
    // One that has expired may have been given more time elsewhere: only Fairline knows.
    if (hasExpired(pass)) return refused("unreachable");
    return config.whenUnreachable === "admit" ? { kind: "good", pass } : refused("unreachable");
  }

  async function take(token: string, holder: Holder, sinceMs: number): Promise<Verified> {
    const read = await verify(config, keys, holder.room, token, true);
    if (read.kind === "pass") keep(read.pass, holder, sinceMs + leaseMs);
    return read;
  }

  function forget(pass: Pass): void {
    endedAtMs.set(nameOf(pass.visit), Math.max(nowMs(), newestOf(pass)));
  }

  function hasEnded({ visit, issuedAtMs }: Pass): boolean {
    return issuedAtMs <= (endedAtMs.get(nameOf(visit)) ?? Number.NEGATIVE_INFINITY);
  }

  function hasExpired({ visit }: Pass): boolean {
    return visit.expiresAt.getTime() <= nowMs();
  }

  /** Nobody has been given more time after this. */
  function isLongOver({ visit }: Pass): boolean {
    return visit.expiresAt.getTime() + limits.visitSecondsMax * 1000 <= nowMs();
  }

  return {
    async standingOf(shown) {
      const lease = remembered(shown) ?? (await verified(shown));
      if (typeof lease === "string") return refused(lease);
      const { pass } = lease;
      if (lease.isDisowned) return refused("forged");
      if (pass.visit.room !== shown.room) return refused("wrong_room");
      if (hasEnded(pass)) return refused(hasExpired(pass) ? "expired" : "ended");
      if (isLongOver(pass)) return refused("expired");
      if (nowMs() < lease.untilMs && !hasExpired(pass)) return { kind: "good", pass };
      // Also one that has expired: the visitor may have been given more time meanwhile.
      return renewedOnce(shown, lease);
    },
    take,
    forget,
  };
}

function refused(why: Refusal): Standing {
  return { kind: "refused", why };
}

/** An app's own pass is bound to no device: whichever cookie comes with it, it is the same one. */
function holderOf(pass: Pass, holder: Holder): Holder {
  return holder.by === "bearer" && pass.device === undefined ? anyDevice(holder) : holder;
}

function anyDevice({ room, by }: Holder): Holder {
  return { room, by, device: undefined };
}

function keyOf(token: string, { by, device }: Holder): string {
  return `${by} ${token} ${device ?? ""}`;
}

function nameOf({ room, ticket }: Visit): string {
  return `${room} ${ticket}`;
}
