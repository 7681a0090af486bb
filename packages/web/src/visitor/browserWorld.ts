import { newKey } from "@fairline/client/newKey";
import { realClock } from "@fairline/client/realClock";
import {
  address,
  http,
  isMemoryLasting,
  lastingMemory,
  openSocket,
  surroundings,
  tabMemory,
} from "../browser.ts";
import { askForOneTab } from "../oneTab.ts";
import type { VisitorWorld } from "./world.ts";

/** The world as this browser has it. */
export const browserWorld: VisitorWorld = {
  ...surroundings,
  clock: realClock,
  random: Math.random,
  memory: lastingMemory,
  tabMemory,
  isMemoryLasting,
  http,
  openSocket,
  address,
  askForOneTab: askForOneTab(
    navigator.locks,
    () => document.visibilityState === "visible" && document.hasFocus(),
  ),
  newKey,
};
