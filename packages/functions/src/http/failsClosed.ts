import type { Context } from "hono";
import { logger } from "../runtime.ts";
import { problem } from "./problem.ts";

/** Asks the store who may come in. Where it fails, nobody does. */
export async function failsClosed<T>(c: Context, ask: () => Promise<T>): Promise<T | Response> {
  try {
    return await ask();
  } catch (error) {
    logger.error("Nobody can sign in: the store has failed", { error: error as Error });
    return problem(c, "unavailable");
  }
}
