import type { StateDeed } from "@fairline/core";

/** Changes of the room's state by which somebody loses something: they are asked about first. */
export type Asked = Exclude<StateDeed, "pause" | "resume">;
