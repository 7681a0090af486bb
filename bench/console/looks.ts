import { setTimeout as afterMs } from "node:timers/promises";
import { LiveView } from "@fairline/core";
import { quantile } from "../suite/middle.ts";

/** Between two looks: a console looks once a second, and a few of them may be open. */
const betweenMs = 50;
const warmUpLooks = 20;

export interface Looks {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly bytes: number;
}

/** A room's live view, as the console asks for it. `since` leaves out the samples that are known already. */
export interface Sight {
  readonly url: string;
  readonly token: string;
  readonly since: boolean;
}

/**
 * Looks at the rooms in turn, so often at each, so that whatever else the machine does falls on all of them. It looks from
 * within the server's own process: what this costs is part of the figures.
 */
export async function lookAt<Room extends string>(
  rooms: readonly Room[],
  sight: Sight,
  looks: number,
): Promise<Readonly<Record<Room, Looks>>> {
  const seen = rooms.map((room) => ({ room, ms: [] as number[], bytes: 0, lastSampleAt: "" }));
  for (let look = -warmUpLooks; look < looks; look++) {
    for (const one of seen) {
      const since = sight.since && one.lastSampleAt !== "" ? `?since=${one.lastSampleAt}` : "";
      const { ms, text } = await timed(`${sight.url}/admin/rooms/${one.room}/live${since}`, sight.token);
      const { samples } = LiveView.parse(JSON.parse(text));
      one.lastSampleAt = samples.at(-1)?.at ?? one.lastSampleAt;
      one.bytes = text.length;
      if (look >= 0) one.ms.push(ms);
      await afterMs(betweenMs);
    }
  }
  const figures = seen.map(({ room, ms, bytes }): [Room, Looks] => {
    return [room, { p50Ms: quantile(ms, 0.5), p95Ms: quantile(ms, 0.95), bytes }];
  });
  return Object.fromEntries(figures) as Record<Room, Looks>;
}

async function timed(url: string, token: string): Promise<{ ms: number; text: string }> {
  const begunMs = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  const ms = performance.now() - begunMs;
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return { ms, text };
}
