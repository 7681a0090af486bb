// No AWS service: ES256 signatures (RFC 7518) over JSON Web Tokens (RFC 7519), by `jose`.
import { type Bearer, type Clock, type Line, limits, type Passes } from "@fairline/core";
import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import type { PassKeys } from "../passKeys.ts";

const PassClaims = z.object({
  aud: z.string(),
  sub: z.templateLiteral([z.int(), ".", z.int()]),
  number: z.int(),
  device: z.string().optional(),
});
const ResumeClaims = z.object({ aud: z.string().startsWith("resume:"), sub: z.string(), run: z.int() });

export interface SignedPasses extends Passes {
  readonly publicKeys: JSONWebKeySet;
  /** The `iss` of all passes. */
  readonly issuer: string;
  /** Whose pass it is, whether or not it has expired; nothing if it is not one of ours. */
  readPass(token: string): Promise<({ line: Line } & Bearer) | undefined>;
  readResume(token: string): Promise<{ line: Line; key: string } | undefined>;
}

const passType = "JWT";
const resumeType = "resume+jwt";
const resumeAudience = "resume:";

export function signedPasses(keys: PassKeys, issuer: string, clock: Clock): SignedPasses {
  const [signing] = keys.keys;
  if (signing === undefined) throw new Error("PASS_KEYS holds no key");
  const publicKeys: JSONWebKeySet = {
    keys: keys.keys.map(({ d: _, ...rest }) => ({ ...(rest as JWK), alg: "ES256", use: "sig" })),
  };
  const verifyingKeys = createLocalJWKSet(publicKeys);
  const signingKey = importJWK(signing as JWK, "ES256");

  async function read(token: string, typ: string): Promise<unknown> {
    try {
      // Expiry is judged by the ledger, to the millisecond, in the same step that commits; here it is only read.
      const options = { issuer, typ, algorithms: ["ES256"], currentDate: new Date(0) };
      return (await jwtVerify(token, verifyingKeys, options)).payload;
    } catch {
      return undefined;
    }
  }

  return {
    publicKeys,
    issuer,
    async pass(line, { number, expiresAtMs, device }) {
      // Whole seconds, rounded down: a verifier that rounds the time down, as most do, must not find the pass
      // valid after the visit has ended.
      return new SignJWT({ number, ...(device === undefined ? {} : { device }) })
        .setProtectedHeader({ alg: "ES256", kid: signing.kid, typ: passType })
        .setIssuer(issuer)
        .setAudience(line.room)
        .setSubject(`${line.run}.${number}`)
        .setIssuedAt(Math.floor(clock.nowMs() / 1000))
        .setExpirationTime(Math.floor(expiresAtMs / 1000))
        .setJti(`${line.room}.${line.run}.${number}`)
        .sign(await signingKey);
    },
    async resume(line, key) {
      return (
        new SignJWT({ run: line.run })
          .setProtectedHeader({ alg: "ES256", kid: signing.kid, typ: resumeType })
          .setIssuer(issuer)
          // Another audience: a site that knows nothing of types must not take it for a pass.
          .setAudience(`${resumeAudience}${line.room}`)
          .setSubject(key)
          .setExpirationTime(Math.floor(clock.nowMs() / 1000) + limits.ticketTtlSeconds)
          .sign(await signingKey)
      );
    },
    async readPass(token) {
      const claims = PassClaims.safeParse(await read(token, passType));
      if (!claims.success) return undefined;
      const { aud, sub, number, device } = claims.data;
      const line = { room: aud, run: Number.parseInt(sub, 10) };
      return { line, number, ...(device === undefined ? {} : { device }) };
    },
    async readResume(token) {
      const claims = ResumeClaims.safeParse(await read(token, resumeType));
      return claims.success
        ? {
            line: { room: claims.data.aud.slice(resumeAudience.length), run: claims.data.run },
            key: claims.data.sub,
          }
        : undefined;
    },
  };
}
