import { realClock } from "@fairline/client/realClock";
import { address, http, surroundings } from "../browser.ts";
import type { ConsoleWorld } from "./world.ts";

/** The world as this browser has it. */
export const browserWorld: ConsoleWorld = { ...surroundings, clock: realClock, http, address };
