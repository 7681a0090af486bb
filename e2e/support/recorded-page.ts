import { join } from "node:path";
import { ServerMessage } from "@fairline/core";
import type { VisitorEvent } from "@fairline/crowd";
import type { Page } from "@playwright/test";
import * as z from "zod";

const AtMs = z.number();
const Seen = z.object({
  frames: z.array(z.object({ atMs: AtMs, text: z.string() })),
  joins: z.array(z.object({ atMs: AtMs })),
  /** The page closed the connection by itself, as it does when its visit is over. */
  closes: z.array(z.object({ atMs: AtMs })),
  asks: z.array(
    z.object({ ask: z.enum(["reservation", "complete"]), askedMs: AtMs, atMs: AtMs, status: z.int() }),
  ),
  /** Each place that the page showed, without repetitions. */
  places: z.array(z.int()),
});
export type Seen = z.infer<typeof Seen>;

/** From now on the page notes what it hears, says and shows, with times of its own. Call it before it is opened. */
export async function recordPage(page: Page): Promise<void> {
  await page.addInitScript({ path: join(import.meta.dirname, "in-page.js") });
}

export async function seenBy(page: Page): Promise<Seen> {
  return Seen.parse(await page.evaluate("fairlineSeen"));
}

/** What a page went through, as the crowd tells of its own visitors, so that one report can judge both. */
export function asVisitorEvents(seen: Seen): VisitorEvent[] {
  // The crowd's clock is this process' own.
  const wallMinusCrowdMs = Date.now() - performance.now();
  const onCrowdClock = (atMs: number) => atMs - wallMinusCrowdMs;
  const events: VisitorEvent[] = [
    ...seen.joins.map(({ atMs }) => ({ what: "join" as const, atMs: onCrowdClock(atMs) })),
    ...seen.closes.map(({ atMs }) => ({
      what: "gone" as const,
      politely: false,
      atMs: onCrowdClock(atMs),
    })),
    ...seen.frames.flatMap(({ atMs, text }) => heard(onCrowdClock(atMs), text, onCrowdClock)),
    ...seen.asks.flatMap(({ ask, askedMs, atMs, status }): VisitorEvent[] => [
      { what: "ask", ask, atMs: onCrowdClock(askedMs) },
      { what: "answer", ask, askedMs: onCrowdClock(askedMs), status, atMs: onCrowdClock(atMs) },
    ]),
  ];
  return events.sort((a, b) => a.atMs - b.atMs);
}

function heard(atMs: number, text: string, onCrowdClock: (atMs: number) => number): VisitorEvent[] {
  const read = ServerMessage.safeParse(JSON.parse(text));
  if (!read.success) return [{ what: "unreadable", why: read.error.message, atMs }];
  const message = read.data;
  const at = (iso: string) => onCrowdClock(Date.parse(iso));
  switch (message.type) {
    case "ticket": {
      const { number, status, expiresAt } = message;
      return [
        {
          what: "ticket",
          atMs,
          number,
          ...(status && { status }),
          ...(expiresAt && { expiresAtMs: at(expiresAt) }),
        },
      ];
    }
    case "turn": {
      const { number, lane, expiresAt } = message;
      return [{ what: "turn", atMs, number, lane, expiresAtMs: at(expiresAt) }];
    }
    case "end":
      return [{ what: "end", atMs, number: message.number, outcome: message.outcome }];
    case "error":
      return [{ what: "error", atMs, code: message.code, message: message.message }];
    case "tick":
    case "call":
    case "missed":
    case "moved":
    case "pong":
      return [];
    default:
      return message satisfies never;
  }
}
