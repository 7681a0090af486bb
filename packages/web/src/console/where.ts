import type { Address } from "../ports.ts";

/** The parts of a room's screen. A large screen shows them all, a phone one at a time. */
export const parts = ["now", "slots", "change", "log"] as const;
export type Part = (typeof parts)[number];

/** What the console shows. It stands behind the `#` of the address, so that reload, back and bookmarks work. */
export type Where =
  | { readonly view: "rooms" }
  | { readonly view: "room"; readonly room: string; readonly part: Part };

export function whereIn(fragment: Address["fragment"]): Where {
  const room = fragment("room");
  const part = parts.find((name) => name === fragment("part")) ?? "now";
  return room ? { view: "room", room, part } : { view: "rooms" };
}

export function fragmentOf(where: Where): string {
  if (where.view === "rooms") return "";
  const values = new URLSearchParams({ room: where.room });
  if (where.part !== "now") values.set("part", where.part);
  return values.toString();
}

/** Where a link leads. */
export function linkTo(where: Where): string {
  return `#${fragmentOf(where)}`;
}
