import { RoomConfig } from "@fairline/core";
import roomConfig from "../../../../room.config.ts";
import { namesOf } from "../names.ts";
import { type Rule, unless, unlike, unlikeInputs } from "./rule.ts";

export const roomsRules: readonly Rule[] = [
  {
    name: "a deploy opens the rooms of room.config.ts",
    broken: (graph) => {
      const seed = graph.one("lambda.Invocation", "Seed");
      const input = RoomConfig.safeParse(JSON.parse(String(seed?.inputs.input ?? "{}")));
      return [
        ...unlikeInputs(seed, "the seed", { functionName: `${namesOf(graph.stage).prefix}-seedRooms` }),
        ...unless(input.success, "what is seeded is no configuration of rooms"),
        ...unlike("the rooms", input.data, RoomConfig.parse(roomConfig)),
      ];
    },
  },
];
