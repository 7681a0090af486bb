import { type CryptoKey, importJWK } from "jose";
import type { Config } from "./config.ts";
import type { Fairline, PublicKey } from "./fairline.ts";
import { limits } from "./limits.ts";
import { Together } from "./together.ts";

export type FoundKey =
  | { readonly kind: "key"; readonly key: CryptoKey; readonly issuer: string }
  | { readonly kind: "unknown" | "unreachable" };

export interface Keys {
  /**
   * The public key of this name. A name that nobody knows makes the gate ask again, but seldom: anybody can invent one.
   * `isVouchedFor`: Fairline itself has just signed with it, so that it must be there.
   */
  find(kid: string, isVouchedFor?: boolean): Promise<FoundKey>;
  /** Whether a key that was found once is there no more: whatever it has signed counts no longer. */
  isDropped(kid: string): boolean;
}

interface KeySet {
  readonly issuer: string;
  readonly byName: ReadonlyMap<string, CryptoKey>;
}

/**
 * Fairline's public keys, asked for once; then anew, every ten minutes, by one request that waits for them, while the others
 * go on with those that are there: not every runtime lets a call outlive its request. Kept when Fairline cannot be reached.
 */
export function cachedKeys({ nowMs }: Config, fairline: Fairline): Keys {
  const asking = new Together<void>(nowMs, limits.waitMsMax);
  let known: KeySet | undefined;
  let knownAtMs = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<void> {
    const beganAtMs = nowMs();
    askedAtMs = beganAtMs;
    const answer = await fairline.keys();
    if (answer.kind === "unreachable") return;
    const byName = await importAll(answer.keys);
    // An answer that was overtaken by a later one may tell of fewer keys.
    if (byName.size === 0 || beganAtMs < knownAtMs) return;
    known = { issuer: answer.issuer, byName };
    knownAtMs = beganAtMs;
  }

  function askOnce(): Promise<void> {
    return asking.call("keys", ask);
  }

  const isAsking = () => asking.isRunning("keys");
  const isAskedSince = (ms: number) => nowMs() - askedAtMs < ms;
  const isAnswered = () => askedAtMs === knownAtMs;
  const isStale = () => nowMs() - knownAtMs > limits.keysFreshMs;

  /** Whether it is worth to wait for an answer about this name. */
  function isInQuestion(kid: string, isVouchedFor: boolean): boolean {
    if (known === undefined) return isAsking() || !isAskedSince(limits.retryMs);
    // Those who are on their way already may bring it. A key that is there is good enough meanwhile.
    if (!known.byName.has(kid)) {
      const pauseMs = isAnswered() ? limits.unknownKeyMsMin : limits.retryMs;
      return isVouchedFor || isAsking() || !isAskedSince(pauseMs);
    }
    return isStale() && !isAskedSince(limits.unknownKeyMsMin);
  }

  return {
    isDropped: (kid) => known !== undefined && !known.byName.has(kid),
    async find(kid, isVouchedFor = false) {
      if (isInQuestion(kid, isVouchedFor)) await askOnce();
      if (known === undefined) return { kind: "unreachable" };
      const key = known.byName.get(kid);
      if (key !== undefined) return { kind: "key", key, issuer: known.issuer };
      // It may be newer than the answer that is there.
      return { kind: isAnswered() ? "unknown" : "unreachable" };
    },
  };
}

/** Those that passes are signed with. */
async function importAll(keys: readonly PublicKey[]): Promise<Map<string, CryptoKey>> {
  const byName = new Map<string, CryptoKey>();
  for (const { kid, kty, crv, x, y } of keys) {
    if (kid === undefined || kty !== "EC" || crv !== "P-256" || x === undefined || y === undefined) continue;
    const key = await importJWK({ kty, crv, x, y }, "ES256").catch(() => undefined);
    // Bytes would be the key of another algorithm.
    if (key !== undefined && !(key instanceof Uint8Array)) byName.set(kid, key);
  }
  return byName;
}
