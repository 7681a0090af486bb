import * as z from "zod";

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
