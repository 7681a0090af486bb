import * as z from "zod/mini";
import type { Config } from "./config.ts";
import type { Finding, Gate } from "./decision.ts";
import { KeysBody, Problem } from "./fairline.ts";
import { limits } from "./limits.ts";

const RoomBody = z.object({ returnTo: z.optional(z.url()) });

type Answered = { readonly status: number; readonly body: unknown };

/** Looks at what a mistake in the options would spoil for the first visitor. Asks, and changes nothing. */
export function createCheck({ url, rooms, origin, fetch }: Config): Gate["check"] {
  async function ask(path: string): Promise<Answered | undefined> {
    try {
      const signal = AbortSignal.timeout(limits.askMsMax);
      const response = await fetch(url + path, { redirect: "manual", signal });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    } catch {
      return undefined;
    }
  }

  async function ofFairline(): Promise<Finding | undefined> {
    const answer = await ask("/.well-known/jwks.json");
    if (answer === undefined) return { kind: "unreachable", says: `Nobody answers at ${url}.` };
    const isFairline = answer.status === 200 && KeysBody.safeParse(answer.body).success;
    return isFairline ? undefined : notFairline(answer);
  }

  function notFairline({ status }: Answered): Finding {
    return { kind: "not_fairline", says: `What answers at ${url} is no Fairline: status ${status}.` };
  }

  async function ofRoom(room: string): Promise<Finding | undefined> {
    const answer = await ask(`/rooms/${room}`);
    if (answer === undefined) return { kind: "unreachable", says: `Nobody answers at ${url}.` };
    // A 404 may be anybody's; only Fairline has this word for it.
    if (Problem.safeParse(answer.body).data?.code === "unknown_room")
      return { kind: "unknown_room", room, says: `Fairline at ${url} has no room ${room}.` };
    const read = RoomBody.safeParse(answer.body);
    if (answer.status !== 200 || !read.success) return notFairline(answer);
    const { returnTo } = read.data;
    if (returnTo === undefined)
      return {
        kind: "no_return",
        room,
        says: `The room ${room} has no returnAddresses: it will send nobody back to this site. In Fairline's folder: npm run room -- set return-addresses=${origin === undefined ? "..." : `${origin}/`} --room ${room}`,
      };
    if (origin === undefined || new URL(returnTo).origin === origin) return undefined;
    return {
      kind: "returns_elsewhere",
      room,
      returnTo,
      says: `The first of the room ${room}'s returnAddresses is ${returnTo}. Visitors come back here only if ${origin}/ is among the others.`,
    };
  }

  return async () => {
    const first = await ofFairline();
    if (first !== undefined) return [first];
    const names = [...new Set(rooms.map(({ room }) => room))];
    const found = await Promise.all(names.map(ofRoom));
    return found.filter((finding) => finding !== undefined);
  };
}
