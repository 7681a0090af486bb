import { fieldNames, type Texts } from "@fairline/planner/plan";
import type { Address } from "../ports.ts";

/** The parts of a room's screen. A large screen shows them all, a phone one at a time. */
export const parts = ["now", "slots", "change", "log"] as const;
export type Part = (typeof parts)[number];

/** What the console shows. It stands behind the `#` of the address, so that reload, back and bookmarks work. */
export type Where =
  | { readonly view: "rooms" }
  | { readonly view: "room"; readonly room: string; readonly part: Part }
  /** An event that is planned: with what was typed, for a plan is shared by its address; in a room, or in none. */
  | { readonly view: "plan"; readonly room: string | undefined; readonly texts: Texts };

export function whereIn(fragment: Address["fragment"]): Where {
  const room = fragment("room");
  if (fragment("view") === "plan") return { view: "plan", room, texts: textsIn(fragment) };
  const part = parts.find((name) => name === fragment("part")) ?? "now";
  return room ? { view: "room", room, part } : { view: "rooms" };
}

function textsIn(fragment: Address["fragment"]): Texts {
  const given = fieldNames.flatMap((name) => {
    const text = fragment(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(given);
}

export function fragmentOf(where: Where): string {
  if (where.view === "rooms") return "";
  if (where.view === "plan") {
    const room = where.room === undefined ? {} : { room: where.room };
    return new URLSearchParams({ view: "plan", ...room, ...where.texts }).toString();
  }
  const values = new URLSearchParams({ room: where.room });
  if (where.part !== "now") values.set("part", where.part);
  return values.toString();
}

/** Where a link leads. */
export function linkTo(where: Where): string {
  return `#${fragmentOf(where)}`;
}
