import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { PassKeys } from "./adapters/passes.ts";

/** A new private key for passes (ES256), as it stands in a JSON Web Key Set. */
export async function newPassKey(): Promise<PassKeys["keys"][number]> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: "ES256", use: "sig" };
  return PassKeys.shape.keys.element.parse(key);
}
