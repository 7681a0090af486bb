import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** A key that passes are signed with: its private half, and what the JWKS shows of it. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function newSigningKey(kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" } };
}

export interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly number?: number;
  readonly iat?: number;
  readonly nbf?: number;
  readonly exp?: number;
  readonly device?: string;
}

export function sign({ kid, privateKey }: SigningKey, claims: Claims, header: object = {}): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "ES256", kid, typ: "JWT", ...header })
    .sign(privateKey);
}
