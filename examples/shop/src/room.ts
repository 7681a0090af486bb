import * as z from "zod";
import type { Options } from "./options.ts";
import { UsageError } from "./usage-error.ts";

const askMsMax = 5000;
const Room = z.object({ returnTo: z.url().optional() });
/** A 404 may be anybody's; only Fairline has this word for it. */
const UnknownRoom = z.object({ code: z.literal("unknown_room") });
/** Both shops stand in room.config.ts: there the first address is right for the other one, too. */
const portsOfShops: ReadonlySet<number> = new Set([4000, 4100]);

/** Whether there is a room to stand behind. Before the shop opens: a mistake in its start is answered at once. */
export async function checkRoom({ fairline, room, port }: Options): Promise<void> {
  const answer = await fetch(`${fairline}/rooms/${room}`, { signal: AbortSignal.timeout(askMsMax) }).catch(
    () => undefined,
  );
  if (answer === undefined)
    throw new UsageError(
      `nobody answers at ${fairline}; start Fairline first (npm start), or name it (--fairline)`,
    );
  const body: unknown = await answer.json().catch(() => undefined);
  if (UnknownRoom.safeParse(body).success)
    throw new UsageError(`Fairline at ${fairline} has no room ${room} (--room)`);
  const read = Room.safeParse(body);
  if (!answer.ok || !read.success)
    throw new UsageError(`what answers at ${fairline} is no Fairline: status ${answer.status} (--fairline)`);
  const trouble = wayBack(read.data.returnTo, room, port);
  if (trouble !== undefined) console.error(`shop: ${trouble}`);
}

/** What stands in the way of those who should come back. A room tells everybody only the first of its return addresses. */
function wayBack(returnTo: string | undefined, room: string, port: number): string | undefined {
  if (returnTo === undefined) return `the room ${room} has no returnAddresses: it will send nobody back here`;
  const [first, here] = [new URL(returnTo), `http://127.0.0.1:${port}`];
  const isOfTheShops = portsOfShops.has(port) && portsOfShops.has(Number(first.port));
  if (port === 0 || first.origin === here || isOfTheShops) return undefined;
  return `the first of the room ${room}'s returnAddresses is ${returnTo}; visitors come back here only if ${here}/ is among the others`;
}
