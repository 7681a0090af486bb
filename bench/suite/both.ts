import pino from "pino";
import { Invocations } from "../bill/invocations.ts";
import { startTalk } from "../talk/talk.ts";
import { type Room, type Served, startFairline } from "./fairline.ts";

/** In the order in which they take turns. */
export const designs = ["talk", "Fairline"] as const;
export type Design = (typeof designs)[number];

/** Both designs, each with services of its own, one room each, and the same X, Y and N. Once a process. */
export async function startBoth(room: Room): Promise<Readonly<Record<Design, Served>>> {
  const log = pino({ level: "warn" }, pino.destination(2));
  const Fairline = await startFairline(room, { log, invocations: new Invocations() });
  const talk = await startTalk(room, { log, invocations: new Invocations() });
  return { talk, Fairline };
}

export async function stopBoth(both: Readonly<Record<Design, Served>>): Promise<void> {
  for (const design of designs) await both[design].stop();
}
