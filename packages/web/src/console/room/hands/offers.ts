import type { RoomDoing, StateDeed } from "@fairline/core";

/** What can be done to a room, by what it does, the likeliest first. */
export const offered: Readonly<Record<RoomDoing, readonly StateDeed[]>> = {
  open: ["pause", "drain", "close"],
  draining: ["pause", "open", "close"],
  paused: ["resume", "drain", "close"],
  "paused, draining": ["resume", "open", "close"],
  closed: ["open"],
};

export const meaning: Readonly<Record<RoomDoing, string>> = {
  open: "Everybody can join, and the line moves.",
  draining: "Newcomers are refused. Those in line are served, then the room closes by itself.",
  paused: "Nobody is called. Everybody keeps their place, and more can join.",
  "paused, draining":
    "Nobody is called, and newcomers are refused. Everybody keeps their place. Once it is resumed, those in line are served, then the room closes by itself.",
  closed: "Nobody can join, and nobody is called.",
};
