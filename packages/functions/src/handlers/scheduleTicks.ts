import { concurrently, limits } from "@fairline/core";
import { runtime } from "../runtime.ts";
import { sendTicks } from "./tickJob.ts";

/** EventBridge Scheduler, every minute: plans the ticks of every room for the next one. */
export async function handler(): Promise<void> {
  const { ports, ticks } = runtime();
  // A room in trouble keeps no other from its ticks; its own are planned again in a minute.
  await concurrently(await ports.ledger.listRooms(), limits.writesAtOnceMax, async (room) => {
    const record = await ports.ledger.readRoom(room);
    if (record !== undefined) await sendTicks(ticks, room, record, ports.clock.nowMs());
  });
}
