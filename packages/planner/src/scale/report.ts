import type { Event } from "../event.ts";
import { amount, counted, textTable } from "../table.ts";
import { raiseRows, stageRows, storyRows } from "./tables.ts";

/** What `npm run scale` prints. */
export function report(event: Event): string {
  const { visitors, arriveSeconds, slots, staySeconds, tickSeconds } = event;
  const [head = [], ...rows] = stageRows(event);
  const short = [head, ...rows].map((row) => row.slice(0, 4));
  const raises = raiseRows(event);
  return [
    `${counted(visitors, "visitor")} within ${amount(arriveSeconds)} s, ${counted(slots, "slot")}, visits of ${staySeconds} s, a tick every ${tickSeconds} s.`,
    "",
    textTable(storyRows(event)),
    "",
    "What is full when, with AWS's quotas by default and the stacks' own bounds:",
    textTable(short),
    "",
    ...(raises.length === 1 ? ["Nothing need be raised."] : ["To be raised before:", textTable(raises)]),
  ].join("\n");
}
