import type { Rule } from "../rule.ts";
import { accessSense } from "./access.ts";
import { queuesSense } from "./queues.ts";
import { visitsSense } from "./visits.ts";

/**
 * What must hold whatever the wiring and the definitions say: other rules compare the graph with these, and would take
 * a mistake in them for what is wanted.
 */
export const senseRules: readonly Rule[] = [...queuesSense, ...accessSense, ...visitsSense];
