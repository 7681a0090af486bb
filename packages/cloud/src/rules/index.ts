import type { Graph } from "../graph.ts";
import { alarmsRules } from "./alarms.ts";
import { closedRules } from "./closed.ts";
import { dataRules } from "./data.ts";
import { functionsRules } from "./functions.ts";
import { machinesRules } from "./machines.ts";
import { outputsRules } from "./outputs.ts";
import { queuesRules } from "./queues.ts";
import { rolesRules } from "./roles.ts";
import { roomsRules } from "./rooms.ts";
import type { Rule } from "./rule.ts";
import { senseRules } from "./sense/index.ts";
import { siteRules } from "./site.ts";
import { socketRules } from "./socket.ts";
import { turnsRules } from "./turns.ts";

export const rules: readonly Rule[] = [
  ...turnsRules,
  ...queuesRules,
  ...socketRules,
  ...functionsRules,
  ...rolesRules,
  ...machinesRules,
  ...dataRules,
  ...siteRules,
  ...roomsRules,
  ...alarmsRules,
  ...outputsRules,
  ...closedRules,
  ...senseRules,
];

/** The rules that a graph breaks, by name. A rule that cannot even be looked at is broken. */
export function brokenRules(graph: Graph): string[] {
  return rules.filter((rule) => isBroken(rule, graph)).map(({ name }) => name);
}

function isBroken(rule: Rule, graph: Graph): boolean {
  try {
    return rule.broken(graph).length > 0;
  } catch {
    return true;
  }
}
