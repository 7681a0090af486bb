import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { loadPassKeys } from "../../local/src/pass-keys.ts";
import { type SignedPasses, signedPasses } from "../src/adapters/passes.ts";
import { PassKeys } from "../src/passKeys.ts";
import { passesContract } from "./contract/passes.ts";

const nowMs = Date.UTC(2030, 0, 1, 12, 0, 0, 750);
const clock = { nowMs: () => nowMs, pause: async () => {} };
const line = { room: "demo", run: 3 };
const newKey = async () => PassKeys.parse(JSON.parse(await loadPassKeys(undefined)));

let keys: PassKeys;
let passes: SignedPasses;
beforeAll(async () => {
  keys = await newKey();
  passes = signedPasses(keys, "fairline-test", clock);
});

const newPass = (expiresAtMs = nowMs + 60_000, by = passes) => by.pass(line, { number: 42, expiresAtMs });

/** A token that somebody else has made, or that was made for something else. */
async function signed(
  over: {
    issuer?: string;
    typ?: string;
    claims?: object;
    audience?: string;
    subject?: string;
    key?: PassKeys;
  } = {},
) {
  const [key] = (over.key ?? keys).keys;
  if (key === undefined) throw new Error("no key");
  return new SignJWT({ number: 42, ...over.claims })
    .setProtectedHeader({ alg: "ES256", kid: keys.keys[0]?.kid ?? "", typ: over.typ ?? "JWT" })
    .setIssuer(over.issuer ?? "fairline-test")
    .setAudience(over.audience ?? "demo")
    .setSubject(over.subject ?? "3.42")
    .sign(await importJWK(key, "ES256"));
}

passesContract("signed with ES256", async () => ({
  passes,
  async readPass(text) {
    const read = await passes.readPass(text);
    const { exp = Number.NaN } = read === undefined ? {} : decodeJwt(text);
    return read && { ...read, expiresAtMs: exp * 1000 };
  },
  readResume: (text) => passes.readResume(text),
}));

describe("a pass", () => {
  test("says for which room, ticket and time it is, as the contract names it", async () => {
    const pass = await newPass();
    expect(decodeProtectedHeader(pass)).toEqual({ alg: "ES256", kid: keys.keys[0]?.kid, typ: "JWT" });
    expect(decodeJwt(pass)).toEqual({
      iss: "fairline-test",
      aud: "demo",
      sub: "3.42",
      number: 42,
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor((nowMs + 60_000) / 1000),
      jti: "demo.3.42",
    });
  });

  test("is verified by whoever has the public keys, and these hold nothing private", async () => {
    const { payload } = await jwtVerify(await newPass(), createLocalJWKSet(passes.publicKeys), {
      issuer: "fairline-test",
      audience: "demo",
      currentDate: new Date(nowMs),
    });
    expect(payload.number).toBe(42);
    for (const key of passes.publicKeys.keys) {
      expect(key).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig" });
      expect(key).not.toHaveProperty("d");
    }
  });

  test("of an older key is read while that key is still in the set, and no longer", async () => {
    const older = await newPass();
    const rotated = signedPasses({ keys: [...(await newKey()).keys, ...keys.keys] }, "fairline-test", clock);
    expect(await rotated.readPass(older)).toEqual({ line, number: 42 });
    expect(await passes.readPass(await newPass(nowMs + 1, rotated))).toBeUndefined();
    expect(rotated.publicKeys.keys).toHaveLength(2);
    const withdrawn = signedPasses(await newKey(), "fairline-test", clock);
    expect(await withdrawn.readPass(older)).toBeUndefined();
  });

  test("with one character changed, in any of its parts, is none", async () => {
    const parts = (await newPass()).split(".");
    for (const i of parts.keys()) {
      const forged = parts.map((part, j) =>
        i === j ? `${part[0] === "A" ? "B" : "A"}${part.slice(1)}` : part,
      );
      expect(await passes.readPass(forged.join("."))).toBeUndefined();
    }
  });

  test("that claims another ticket under the old signature is none", async () => {
    const [header, payload = "", signature] = (await newPass()).split(".");
    const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), sub: "3.1", number: 1 };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    expect(await passes.readPass(forged)).toBeUndefined();
  });

  test.each<[string, () => Promise<string>]>([
    ["signed by another key under our key's name", async () => signed({ key: await newKey() })],
    ["of another issuer", () => signed({ issuer: "somebody-else" })],
    ["that is called something else", () => signed({ typ: "resume+jwt" })],
    ["without a number", () => signed({ claims: { number: undefined } })],
    [
      "without a signature",
      async () => unsigned({ sub: "3.42", aud: "demo", number: 42, iss: "fairline-test" }),
    ],
  ])("%s is none", async (_, make) => {
    expect(await passes.readPass(await make())).toBeUndefined();
  });

  test("is what these forgeries differ from: the same token, unaltered, is one", async () => {
    expect(await passes.readPass(await signed())).toEqual({ line, number: 42 });
  });
});

describe("a set of keys", () => {
  test.each([
    ["is empty", { keys: [] }],
    ["has a public key only", { keys: [{ kty: "EC", crv: "P-256", kid: "a", x: "x", y: "y" }] }],
    ["has a key of another curve", { keys: [{ kty: "EC", crv: "P-384", kid: "a", x: "x", y: "y", d: "d" }] }],
  ])("that %s is refused", (_, input) => {
    expect(PassKeys.safeParse(input).success).toBe(false);
  });
});

function unsigned(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
}

describe("a resume token", () => {
  test("is signed with a key that is made of the private one, and names that one", async () => {
    const token = await passes.resume(line, "ada");
    expect(decodeProtectedHeader(token)).toEqual({
      alg: "HS256",
      kid: keys.keys[0]?.kid,
      typ: "resume+jwt",
    });
    expect(decodeJwt(token)).toMatchObject({ aud: "resume:demo", sub: "ada", run: 3 });
  });

  test("of an older key is read while that key is still in the set, and no longer", async () => {
    const older = await passes.resume(line, "ada");
    const added = await newKey();
    const rotated = signedPasses({ keys: [...added.keys, ...keys.keys] }, "fairline-test", clock);
    expect(await rotated.readResume(older)).toEqual({ line, key: "ada" });
    const dropped = signedPasses(added, "fairline-test", clock);
    expect(await dropped.readResume(older)).toBeUndefined();
    expect(await dropped.readResume(await rotated.resume(line, "ada"))).toEqual({ line, key: "ada" });
  });

  test("as an older version signed them, with the key of passes, is refused", async () => {
    const older = { typ: "resume+jwt", audience: "resume:demo", subject: "ada", claims: { run: 3 } };
    expect(await passes.readResume(await signed(older))).toBeUndefined();
  });
});
