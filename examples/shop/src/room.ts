import * as z from "zod";
import type { Options } from "./options.ts";
import { UsageError } from "./usage-error.ts";

const askMsMax = 5000;
const Room = z.object({ returnTo: z.string().optional() });

/** Whether there is a room to stand behind. Before the shop opens: a mistake in its start is answered at once. */
export async function checkRoom({ fairline, room }: Options): Promise<void> {
  const answer = await fetch(`${fairline}/rooms/${room}`, { signal: AbortSignal.timeout(askMsMax) }).catch(
    () => undefined,
  );
  if (answer === undefined)
    throw new UsageError(
      `nobody answers at ${fairline}; start Fairline first (npm start), or name it (--fairline)`,
    );
  if (answer.status === 404) throw new UsageError(`Fairline at ${fairline} has no room ${room} (--room)`);
  const read = Room.safeParse(await answer.json().catch(() => undefined));
  if (!answer.ok || !read.success)
    throw new UsageError(`what answers at ${fairline} is no Fairline: status ${answer.status} (--fairline)`);
  if (read.data.returnTo === undefined)
    console.error(`shop: the room ${room} has no returnAddresses: it will send nobody back here`);
}
