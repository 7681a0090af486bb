import { openVisit } from "@fairline/core";
import * as z from "zod";
import { logger, runtime } from "../runtime.ts";
import { aboutVisit, VisitInput } from "./visitInput.ts";

const Input = z.object({ visit: VisitInput, taskToken: z.string() });

/** Step Functions, state HoldSlot: keeps the task token and calls the visitor. */
export async function handler(event: unknown): Promise<void> {
  const { visit, taskToken } = Input.parse(event);
  await openVisit(runtime().ports, visit, taskToken);
  logger.info("A visit begins", aboutVisit(visit));
}
