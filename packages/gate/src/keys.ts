import { type CryptoKey, importJWK } from "jose";
import type { Config } from "./config.ts";
import type { Fairline, PublicKey } from "./fairline.ts";
import { limits } from "./limits.ts";

export type FoundKey =
  | { readonly kind: "key"; readonly key: CryptoKey; readonly issuer: string }
  | { readonly kind: "unknown" | "unreachable" };

export interface Keys {
  /**
   * The public key of this name. A name that nobody knows makes the gate ask again, but seldom: anybody can invent one.
   * `isVouchedFor`: Fairline itself has just signed with it, so that it must be there.
   */
  find(kid: string, isVouchedFor?: boolean): Promise<FoundKey>;
}

interface KeySet {
  readonly issuer: string;
  readonly byName: ReadonlyMap<string, CryptoKey>;
}

/** Fairline's public keys, asked for once, then in the background. Kept when Fairline cannot be reached. */
export function cachedKeys({ nowMs }: Config, fairline: Fairline): Keys {
  let known: KeySet | undefined;
  let knownAtMs = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    askedAtMs = nowMs();
    const answer = await fairline.keys();
    if (answer.kind === "unreachable") return;
    const byName = await importAll(answer.keys);
    if (byName.size === 0) return;
    known = { issuer: answer.issuer, byName };
    knownAtMs = askedAtMs;
  }

  /** Whoever asks meanwhile gets the same answer. */
  function askOnce(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  function isAskedSince(ms: number): boolean {
    return nowMs() - askedAtMs < ms;
  }

  return {
    async find(kid, isVouchedFor = false) {
      if (known === undefined && !(asking === undefined && isAskedSince(limits.retryMs))) await askOnce();
      if (known === undefined) return { kind: "unreachable" };
      const isStale = nowMs() - knownAtMs > limits.keysFreshMs;
      if (isStale && !isAskedSince(limits.unknownKeyMsMin)) void askOnce();
      if (!known.byName.has(kid) && (isVouchedFor || !isAskedSince(limits.unknownKeyMsMin))) await askOnce();
      const key = known.byName.get(kid);
      return key === undefined ? { kind: "unknown" } : { kind: "key", key, issuer: known.issuer };
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
