import { createHash, randomBytes } from "node:crypto";
import {
  arriveAtSite,
  CodeRequest,
  leaveForSite,
  limits,
  PassRequest,
  renew,
  type SiteCodeAnswer,
} from "@fairline/core";
import { Hono } from "hono";
import { logger, runtime } from "../runtime.ts";
import { parseBody } from "./body.ts";
import { passAnswer } from "./passAnswer.ts";
import { invalidField, problem } from "./problem.ts";
import { iso } from "./views.ts";
import { visitOf } from "./visitOf.ts";

/** The way from the room's page to the site, and what the site's gate asks for (docs/adr/0022-the-way-to-the-site.md). */
export const site = new Hono();

/** SPEC G2: for the page. */
site.post("/rooms/:room/codes", async (c) => {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const body = await parseBody(c, CodeRequest);
  if (!body.ok) return body.response;
  // 128 random bits: nobody guesses it in the minute that it is good for.
  const code = randomBytes(16).toString("base64url");
  const departure = await leaveForSite(runtime().ports, visit.line, visit.record, visit, {
    ...body.value,
    code,
  });
  switch (departure.kind) {
    case "leaves": {
      const { location, expiresAtMs } = departure;
      const answer: SiteCodeAnswer = { code, location, expiresAt: iso(expiresAtMs) };
      return c.json(answer, 201, unstored);
    }
    case "not allowed":
      // The visitor can only tell the organiser: whoever operates the room is to find it here.
      logger.warn("A return address was refused", {
        room: visit.line.room,
        address: withoutQuery(body.value.returnTo),
        allowed: visit.record.settings.returnAddresses,
      });
      return invalidField(c, "returnTo", "must be below one of the room's return addresses");
    case "another device":
      return invalidField(c, "challenge", "must be that of the device which the pass is bound to");
    case "over":
      return problem(c, "visit_over");
    default:
      return departure satisfies never;
  }
});

/** SPEC G3: for the gate. Nobody else has both halves of the proof. */
site.post("/rooms/:room/passes", async (c) => {
  const { ports } = runtime();
  const room = c.req.param("room");
  const record = await ports.ledger.readRoom(room);
  if (record === undefined) return problem(c, "unknown_room");
  const body = await parseBody(c, PassRequest);
  if (!body.ok) return body.response;
  const { code, verifier } = body.value;
  const shown = { code, challenge: challengeOf(verifier) };
  const arrival = await arriveAtSite(ports, { room, run: record.run }, record, shown);
  switch (arrival.kind) {
    case "arrived":
      return passAnswer(c, arrival, 201);
    case "code over":
      return problem(c, "code_over");
    case "over":
      return problem(c, "visit_over");
    default:
      return arrival satisfies never;
  }
});

/** SPEC G5: for the gate, when it has trusted a pass for as long as it does without asking. */
site.post("/rooms/:room/visits/renew", async (c) => {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const renewal = await renew(runtime().ports, visit.line, visit);
  switch (renewal.kind) {
    case "renewed":
      return passAnswer(c, renewal, 200);
    case "over":
      return problem(c, "visit_over");
    default:
      return renewal satisfies never;
  }
});

const unstored = { "cache-control": "no-store" } as const;

/** An address as a log may hold it: names, secrets and queries are nobody's business there. */
function withoutQuery(address: string): string {
  if (!URL.canParse(address)) return "none";
  const url = new URL(address);
  for (const part of ["username", "password", "search", "hash"] as const) url[part] = "";
  return url.href.slice(0, limits.returnAddressCharsMax);
}

/** RFC 7636, S256. */
function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
