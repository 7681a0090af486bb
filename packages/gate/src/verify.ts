import {
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import * as z from "zod/mini";
import type { Config } from "./config.ts";
import type { Visit } from "./decision.ts";
import type { Keys } from "./keys.ts";
import { limits } from "./limits.ts";

/** A pass that Fairline has signed, for this room. Whether it is still good is another question. */
export interface Pass {
  readonly token: string;
  readonly visit: Visit;
  /** The challenge of the device that it was handed to. */
  readonly device: string | undefined;
  readonly issuedAtMs: number;
  /** The name of the key that it was signed with. */
  readonly kid: string;
}

export type Verified =
  | { readonly kind: "pass"; readonly pass: Pass }
  | {
      readonly kind: "refused";
      readonly why: "forged" | "wrong_room" | "not_yet_valid" | "too_large" | "unreachable";
    };

/**
 * As Fairline writes passes, whose signatures have 64 bytes. Readers of base64 skip white space and bits that are left over: so
 * one signature would be good for many texts, of which Fairline may refuse what the gate takes.
 */
const writing = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;

const Claims = z.object({
  sub: z.string().check(z.regex(/^[\w.:-]{1,100}$/)),
  number: z.int().check(z.gte(1)),
  iat: z.int(),
  exp: z.int(),
  device: z.optional(z.string().check(z.regex(/^[\w-]{43}$/))),
});

/** Tells Fairline's passes from all others. Time is judged where a pass is used; here it only must not be of the future. */
export async function verify(
  { nowMs, clockSkewSeconds }: Config,
  keys: Keys,
  room: string,
  token: string,
  isVouchedFor = false,
): Promise<Verified> {
  if (token.length > limits.passCharsMax) return refused("too_large");
  if (!writing.test(token)) return refused("forged");
  try {
    const { kid = "" } = decodeProtectedHeader(token);
    const found = await keys.find(kid, isVouchedFor);
    if (found.kind !== "key") return refused(found.kind === "unknown" ? "forged" : "unreachable");
    const payload = await payloadOf(token, found.key, {
      issuer: found.issuer,
      audience: room,
      // One algorithm: a token does not choose how it is looked at.
      algorithms: ["ES256"],
      typ: "JWT",
      currentDate: new Date(nowMs()),
      clockTolerance: clockSkewSeconds,
    });
    const { sub, number, iat, exp, device } = Claims.parse(payload);
    // No visit lasts longer: one that says so was not written by Fairline, whoever had its key.
    const end = Math.min(exp, iat + limits.visitSecondsMax);
    const visit = { room, number, ticket: sub, expiresAt: new Date(end * 1000) };
    return { kind: "pass", pass: { token, visit, device, issuedAtMs: iat * 1000, kid } };
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud")
      return refused("wrong_room");
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf")
      return refused("not_yet_valid");
    return refused("forged");
  }
}

/** Signed by Fairline, for the room, and not of the future; over or not. */
async function payloadOf(token: string, key: CryptoKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    // The end is looked at last, when all the rest was right.
    if (error instanceof errors.JWTExpired) return error.payload;
    throw error;
  }
}

type Refused = Extract<Verified, { kind: "refused" }>;

function refused(why: Refused["why"]): Refused {
  return { kind: "refused", why };
}
