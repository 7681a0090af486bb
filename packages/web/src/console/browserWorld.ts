import { address, clock, http, surroundings } from "../browser.ts";
import type { ConsoleWorld } from "./world.ts";

/** The world as this browser has it. */
export const browserWorld: ConsoleWorld = { ...surroundings, clock, http, address };
