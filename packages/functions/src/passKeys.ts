import { randomUUID, sign, verify } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import * as z from "zod";

const PassKey = z.looseObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  kid: z.string(),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
type PassKey = z.infer<typeof PassKey>;

/** The private keys: the first signs, all verify, so that a key can be changed while passes are out. */
export const PassKeys = z.object({
  keys: z.array(PassKey).min(1),
  /** How far a rotation has come, for `npm run pass-keys`; functions do not look at it. */
  rotation: z.enum(["added", "promoted"]).optional(),
});
export type PassKeys = z.infer<typeof PassKeys>;

/** A new private key for passes (ES256), as it stands in a JSON Web Key Set. */
export async function newPassKey(): Promise<PassKey> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: "ES256", use: "sig" };
  return PassKey.parse(key);
}

/** Reads `PASS_KEYS`, and tries each key. The error shows nothing of what was given: it may be another secret. */
export function readPassKeys(text: string): PassKeys {
  try {
    const read = PassKeys.parse(JSON.parse(text));
    if (read.keys.every(signsForItself)) return read;
  } catch {
    // What went wrong would quote the text.
  }
  throw new Error("PASS_KEYS is not a JSON Web Key Set with private ES256 keys");
}

/** Whether what the private half signs, the public half verifies; throws where either is no key at all. */
function signsForItself({ d, ...publicHalf }: PassKey): boolean {
  const said = Buffer.from("anything");
  const signature = sign("sha256", said, { key: { ...publicHalf, d }, format: "jwk" });
  return verify("sha256", said, { key: publicHalf, format: "jwk" }, signature);
}
