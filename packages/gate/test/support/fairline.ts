import { createHash, randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { decodeProtectedHeader } from "jose";
import type { Clock } from "./clock.ts";
import { addressOfServer, closed } from "./servers.ts";
import { newSigningKey, type SigningKey, sign } from "./tokens.ts";

export interface FakeVisit {
  readonly sub: string;
  readonly number: number;
  readonly room: string;
  endsAtMs: number;
  isOver: boolean;
}

/** What the gate asks Fairline for, over real HTTP and with real keys; the visits are a test's to begin and end. */
export interface FakeFairline {
  readonly url: string;
  readonly issuer: string;
  /** Calls by route, as `POST /rooms/shop/visits/renew`. */
  readonly calls: string[];
  /** What it signs with; the JWKS shows `keys`. */
  signing: SigningKey;
  keys: SigningKey[];
  /** Answers every call by 503. */
  isDown: boolean;
  /** Waited for before the keys are shown. */
  beforeKeys: () => Promise<void>;
  siteKey: string;
  /** How much more time a visit may be given. */
  moreSeconds: number;
  admit(seconds?: number, room?: string): FakeVisit;
  /** As an app gets it: never handed over. */
  passOf(visit: FakeVisit, device?: string): Promise<string>;
  codeFor(visit: FakeVisit, challenge: string): string;
  stop(): Promise<void>;
}

export async function startFakeFairline(clock: Clock): Promise<FakeFairline> {
  const first = await newSigningKey("first");
  const visits = new Map<string, FakeVisit>();
  const codes = new Map<string, { visit: FakeVisit; challenge: string }>();
  const calls: string[] = [];
  const app = new Hono();
  const over = { status: 410, code: "visit_over" } as const;

  const claimsOf = (authorization: string | undefined) => {
    const payload = authorization?.split(" ")[1]?.split(".")[1] ?? "";
    return JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub: string; device?: string };
  };
  /** As Fairline does: it reads no pass of a key that was dropped. */
  const isOurs = (authorization: string | undefined) => {
    const { kid } = decodeProtectedHeader(authorization?.split(" ")[1] ?? "");
    return fake.keys.some((key) => key.kid === kid);
  };
  const visitOf = (authorization: string | undefined) => {
    const visit = visits.get(claimsOf(authorization).sub);
    return visit && !visit.isOver && visit.endsAtMs > clock.nowMs() ? visit : undefined;
  };

  app.use(async (c, next) => {
    calls.push(`${c.req.method} ${c.req.path}`);
    if (fake.isDown) return c.json({ code: "unavailable" }, 503);
    return next();
  });
  app.get("/.well-known/jwks.json", async (c) => {
    await fake.beforeKeys();
    return c.json({ keys: fake.keys.map(({ publicJwk }) => publicJwk), issuer: fake.issuer });
  });
  app.post("/rooms/:room/passes", async (c) => {
    const { code, verifier } = await c.req.json<{ code: string; verifier: string }>();
    const found = codes.get(code);
    codes.delete(code);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (found === undefined || found.challenge !== challenge) return c.json({ code: "code_over" }, 410);
    return c.json({ pass: await fake.passOf(found.visit, challenge) }, 201);
  });
  app.post("/rooms/:room/visits/renew", async (c) => {
    if (!isOurs(c.req.header("authorization"))) return c.json({ code: "unauthorized" }, 401);
    const visit = visitOf(c.req.header("authorization"));
    if (visit === undefined) return c.json(over, 410);
    return c.json({ pass: await fake.passOf(visit, claimsOf(c.req.header("authorization")).device) });
  });
  app.post("/rooms/:room/visits/complete", (c) => {
    const visit = visitOf(c.req.header("authorization"));
    if (visit === undefined) return c.json(over, 410);
    visit.isOver = true;
    return c.body(null, 204);
  });
  app.post("/rooms/:room/visits/extend", async (c) => {
    if (c.req.header("fairline-site-key") !== fake.siteKey) return c.json({ code: "not_the_site" }, 403);
    const visit = visitOf(c.req.header("authorization"));
    if (visit === undefined) return c.json(over, 410);
    const { seconds } = await c.req.json<{ seconds: number }>();
    const granted = Math.min(seconds, fake.moreSeconds);
    if (granted === 0) return c.json({ code: "no_more_time" }, 409);
    fake.moreSeconds -= granted;
    visit.endsAtMs += granted * 1000;
    return c.json({ pass: await fake.passOf(visit, claimsOf(c.req.header("authorization")).device) });
  });

  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  const fake: FakeFairline = {
    url: await addressOfServer(server),
    issuer: "fake-fairline",
    calls,
    signing: first,
    keys: [first],
    isDown: false,
    beforeKeys: async () => {},
    siteKey: "a-site-key-of-the-test",
    moreSeconds: 0,
    admit(seconds = 300, room = "shop") {
      const number = visits.size + 1;
      const visit = {
        sub: `1.${number}`,
        number,
        room,
        endsAtMs: clock.nowMs() + seconds * 1000,
        isOver: false,
      };
      visits.set(visit.sub, visit);
      return visit;
    },
    passOf({ room, sub, number, endsAtMs }, device) {
      const iat = Math.floor(clock.nowMs() / 1000);
      const exp = Math.floor(endsAtMs / 1000);
      return sign(fake.signing, {
        iss: fake.issuer,
        aud: room,
        sub,
        number,
        iat,
        exp,
        ...(device && { device }),
      });
    },
    codeFor(visit, challenge) {
      const code = randomUUID();
      codes.set(code, { visit, challenge });
      return code;
    },
    stop: () => closed(server),
  };
  return fake;
}
