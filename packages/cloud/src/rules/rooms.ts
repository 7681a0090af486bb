import { RoomConfig } from "@fairline/core";
import config from "../../../../room.config.ts";
import type { Graph } from "../graph.ts";
import { namesOf } from "../names.ts";
import { type Rule, unlike, unlikeInputs } from "./rule.ts";

/** What the deploy seeds: the rooms with their first settings. */
function seededIn(graph: Graph): unknown {
  return JSON.parse(String(graph.one("lambda.Invocation", "Seed")?.inputs.input ?? "{}"));
}

/** The rooms that the deploy opens, by name. */
export function roomsOf(graph: Graph): string[] {
  return Object.keys(RoomConfig.safeParse(seededIn(graph)).data?.rooms ?? {});
}

export const roomsRules: readonly Rule[] = [
  {
    name: "a deploy opens the rooms of room.config.ts",
    broken: (graph) => [
      ...unlikeInputs(graph.one("lambda.Invocation", "Seed"), "the seed", {
        functionName: `${namesOf(graph.stage).prefix}-seedRooms`,
      }),
      ...unlike("what is seeded", seededIn(graph), JSON.parse(JSON.stringify(RoomConfig.parse(config)))),
    ],
  },
];
