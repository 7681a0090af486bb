/** Fairline's side of the hand-over over real HTTP, with keys of its own, for tests that are not about Fairline. */
import { createHash, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";

export interface StandIn {
  readonly url: string;
  /** What the gate asked for, as `POST /rooms/sale/passes`. */
  readonly calls: string[];
  /** What the room does at the visitor's turn. */
  code(room: string, challenge: string): string;
  /** A pass as `exchange` and `renew` give it. */
  pass(room: string, device?: string, ageSeconds?: number): Promise<string>;
  /** The visit of this pass ends elsewhere. */
  end(pass: string): void;
  close(): Promise<void>;
}

const visitSeconds = 600;
export const siteKey = "site-key-of-the-tests";

export async function startStandIn(): Promise<StandIn> {
  const keys = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "ES256", use: "sig" };
  const issuer = "https://fairline.test";
  const codes = new Map<string, { room: string; challenge: string }>();
  const ended = new Set<string>();
  const calls: string[] = [];
  const app = new Hono();

  async function pass(room: string, device?: string, ageSeconds = 0, ticket: string = randomUUID()) {
    const now = Math.floor(Date.now() / 1000) - ageSeconds;
    return await new SignJWT({ number: 7, ...(device !== undefined && { device }) })
      .setProtectedHeader({ alg: "ES256", kid: jwk.kid, typ: "JWT" })
      .setIssuer(issuer)
      .setAudience(room)
      .setSubject(ticket)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + visitSeconds)
      .sign(keys.privateKey);
  }

  async function shown(authorization: string | undefined) {
    const { payload } = await jwtVerify(authorization?.replace("Bearer ", "") ?? "", keys.publicKey);
    return payload as { aud: string; sub: string; device?: string };
  }

  function issued(value: string) {
    return { pass: value, expiresAt: new Date((decodeJwt(value).exp ?? 0) * 1000).toISOString() };
  }

  const over = (code: string) =>
    Response.json({ type: "about:blank", title: "Over", status: 410, code }, { status: 410 });

  app.use(async (c, next) => {
    calls.push(`${c.req.method} ${c.req.path}`);
    await next();
  });
  app.get("/.well-known/jwks.json", (c) => c.json({ keys: [jwk], issuer }));
  app.post("/rooms/:room/passes", async (c) => {
    const { code, verifier } = await c.req.json<{ code: string; verifier: string }>();
    const known = codes.get(code);
    codes.delete(code);
    if (known?.room !== c.req.param("room") || known.challenge !== challengeOf(verifier))
      return over("code_over");
    return c.json(issued(await pass(known.room, known.challenge)), 201);
  });
  app.post("/rooms/:room/visits/:deed", async (c) => {
    const visit = await shown(c.req.header("authorization"));
    if (ended.has(visit.sub)) return over("visit_over");
    if (c.req.param("deed") === "complete") {
      ended.add(visit.sub);
      return c.body(null, 204);
    }
    if (c.req.param("deed") === "extend" && c.req.header("fairline-site-key") !== siteKey)
      return Response.json(
        { type: "about:blank", title: "No", status: 403, code: "not_the_site" },
        { status: 403 },
      );
    return c.json(issued(await pass(visit.aud, visit.device, 0, visit.sub)));
  });

  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    code(room, challenge) {
      const code = randomUUID();
      codes.set(code, { room, challenge });
      return code;
    },
    pass: (room, device, ageSeconds) => pass(room, device, ageSeconds),
    end: (value) => ended.add(decodeJwt(value).sub ?? ""),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function challengeOf(device: string): string {
  return createHash("sha256").update(device).digest("base64url");
}
