import { settleVisit } from "@fairline/core";
import * as z from "zod";
import { VisitEnd } from "../adapters/visits.ts";
import { logger, runtime } from "../runtime.ts";
import { VisitNotOver } from "../visitNotOver.ts";
import { aboutVisit, VisitInput } from "./visitInput.ts";

/** `ended` is what somebody said, or the error that ended HoldSlot. */
const Ended = z.union([VisitEnd, z.object({ Error: z.string() })]).optional();
const Input = z.object({ visit: VisitInput.extend({ ended: Ended }) });
type Ended = z.infer<typeof Ended>;

/** Step Functions, state SettleVisit: gives the ticket its outcome and empties the slot. */
export async function handler(event: unknown): Promise<{ receiptHandle: string }> {
  const { visit } = Input.parse(event);
  const { ended } = visit;
  const said = ended !== undefined && "outcome" in ended ? ended.outcome : undefined;
  const settled = await settleVisit(runtime().ports, visit, said);
  if (settled.kind === "not over") {
    if (isTimeUp(ended)) throw new VisitNotOver(settled.secondsLeft);
    // The state machine tries again for some minutes; a visit that is longer is settled by a tick when its time is up.
    throw new Error(`${visit.room}: the visit of ${visit.number} is not over`);
  }
  const { turnHandle, troubles } = settled;
  const about = aboutVisit(visit);
  for (const error of troubles)
    logger.error("A visit was settled, but not everybody heard of it", { ...about, error });
  logger.info("A visit ends", { ...about, said: said ?? "nothing" });
  return { receiptHandle: turnHandle };
}

/** SPEC X3: HoldSlot has waited for as long as it was told to, and has not failed. */
function isTimeUp(ended: Ended): boolean {
  return ended !== undefined && "Error" in ended && ended.Error === "States.Timeout";
}
