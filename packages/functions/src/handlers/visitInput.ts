import * as z from "zod";
import { executionName } from "../adapters/visits.ts";

/** What an execution of Visit is started with; its states add to it. */
export const VisitInput = z.object({
  room: z.string(),
  run: z.int(),
  number: z.int(),
  lane: z.int(),
  slotSeconds: z.int(),
  turnHandle: z.string(),
  returns: z.int().optional(),
});

/** What each log line of a visit says: whose it is, and the name of its execution, by which Step Functions finds it. */
export function aboutVisit(visit: z.infer<typeof VisitInput>) {
  const { room, number, lane } = visit;
  return { room, number, lane, correlation_id: executionName(visit) };
}
