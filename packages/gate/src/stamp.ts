import { decodeJwt, SignJWT } from "jose";
import type { Decision } from "./decision.ts";

/**
 * A stamp is what a CloudFront Function can check, for it knows no ES256: an HS256 token that says for a short while that the
 * gate has let this device in. Two keys have a place, so that one can follow the other while stamps of both are about.
 */
export interface StampKey {
  readonly id: (typeof stampKeyIds)[number];
  /** 32 characters or more, of chance: `openssl rand -base64 48`. Whoever knows it can let anybody in. */
  readonly secret: string;
}

export const stampKeyIds = ["a", "b"] as const;
export const stampSecretCharsMin = 32;
/** The name of a key in the KeyValueStore is this and the key's id. */
export const stampKeyPrefix = "fairline-key-";

type Admission = Extract<Decision, { kind: "admitted" }>;

export interface Stamp {
  readonly token: string;
  readonly secondsLeft: number;
}

/**
 * Stamps an admission for `seconds` from when the pass was issued, so that a visit which ended meanwhile is found out as soon
 * as everywhere else; but at least for `secondsMin`, for a stamp that is over at once would lead back here for ever.
 */
export async function stamp(
  admission: Admission,
  key: StampKey,
  times: { nowMs: number; seconds: number; secondsMin: number },
): Promise<Stamp> {
  const { iat = 0, device } = decodeJwt<{ device?: string }>(admission.pass);
  const now = Math.floor(times.nowMs / 1000);
  const visitEnd = Math.floor(admission.visit.expiresAt.getTime() / 1000);
  const exp = Math.min(Math.max(iat + times.seconds, now + times.secondsMin), visitEnd);
  const token = await new SignJWT({
    number: admission.visit.number,
    until: admission.visit.expiresAt.toISOString(),
    device,
  })
    .setProtectedHeader({ alg: "HS256", kid: key.id })
    .setAudience(admission.visit.room)
    .setExpirationTime(exp)
    .sign(new TextEncoder().encode(key.secret));
  return { token, secondsLeft: Math.max(0, exp - now) };
}
