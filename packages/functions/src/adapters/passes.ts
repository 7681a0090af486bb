// No AWS service: ES256 and HS256 (RFC 7518) over JSON Web Tokens (RFC 7519), by `jose`.
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { type Bearer, type Clock, type Line, limits, type Passes } from "@fairline/core";
import {
  createLocalJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from "jose";
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

/**
 * Only this backend reads resume tokens, so a key that it alone has will do; every ticket has one, and a signature that anybody
 * may verify takes ten times as long to make.
 */
function resumeKey(privateKey: string): KeyObject {
  return createSecretKey(createHmac("sha256", privateKey).update("resume tokens").digest());
}

/** A JWT by HS256, in the turn of the event loop that asks for it: Web Crypto would take a thread's help for each. */
function signedByHmac(header: object, claims: object, key: KeyObject): string {
  const said = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${said}.${createHmac("sha256", key).update(said).digest("base64url")}`;
}

export function signedPasses(keys: PassKeys, issuer: string, clock: Clock): SignedPasses {
  const [signing] = keys.keys;
  if (signing === undefined) throw new Error("PASS_KEYS holds no key");
  const publicKeys: JSONWebKeySet = {
    keys: keys.keys.map(({ d: _, ...rest }) => ({ ...(rest as JWK), alg: "ES256", use: "sig" })),
  };
  const verifyingKeys = createLocalJWKSet(publicKeys);
  const signingKey = importJWK(signing as JWK, "ES256");
  const resumeSigning = resumeKey(signing.d);
  const resumeKeys = new Map(keys.keys.map(({ kid, d }) => [kid, resumeKey(d)]));
  const verifyingResumes: JWTVerifyGetKey = async ({ kid = "" }) => {
    const key = resumeKeys.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };

  async function read(
    token: string,
    { typ, alg, key }: { typ: string; alg: string; key: JWTVerifyGetKey },
  ): Promise<unknown> {
    try {
      // Expiry is judged by the ledger, to the millisecond, in the same step that commits; here it is only read.
      const options = { issuer, typ, algorithms: [alg], currentDate: new Date(0) };
      return (await jwtVerify(token, key, options)).payload;
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
      const claims = {
        run: line.run,
        iss: issuer,
        // Another audience: a site that knows nothing of types must not take it for a pass.
        aud: `${resumeAudience}${line.room}`,
        sub: key,
        exp: Math.floor(clock.nowMs() / 1000) + limits.ticketTtlSeconds,
      };
      return signedByHmac({ alg: "HS256", kid: signing.kid, typ: resumeType }, claims, resumeSigning);
    },
    async readPass(token) {
      const claims = PassClaims.safeParse(
        await read(token, { typ: passType, alg: "ES256", key: verifyingKeys }),
      );
      if (!claims.success) return undefined;
      const { aud, sub, number, device } = claims.data;
      const line = { room: aud, run: Number.parseInt(sub, 10) };
      return { line, number, ...(device === undefined ? {} : { device }) };
    },
    async readResume(token) {
      const claims = ResumeClaims.safeParse(
        await read(token, { typ: resumeType, alg: "HS256", key: verifyingResumes }),
      );
      return claims.success
        ? {
            line: { room: claims.data.aud.slice(resumeAudience.length), run: claims.data.run },
            key: claims.data.sub,
          }
        : undefined;
    },
  };
}
