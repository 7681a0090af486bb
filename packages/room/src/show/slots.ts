import { duration, type LiveView } from "@fairline/core";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { count } from "./words.ts";

/** Who is inside, for how long, and how much longer; the first so many, by lane. */
export function slotTable({ slots, snapshot }: LiveView, slotsMax: number, paint: Paint): string {
  const nowMs = Date.parse(snapshot.at);
  const head = ["lane", "number", "for", "left", ""].map((name) => paint("dim", name));
  const rows = slots
    .slice(0, slotsMax)
    .map(({ lane, number, since, expiresAt, away, called, extendedSeconds }) => [
      String(lane),
      count(number),
      duration(Math.max(0, nowMs - Date.parse(since)) / 1000),
      duration(Math.max(0, Date.parse(expiresAt) - nowMs) / 1000),
      [
        ...(called ? ["has yet to say “I'm here”"] : []),
        ...(away ? ["away"] : []),
        ...(extendedSeconds > 0 ? [`${duration(extendedSeconds)} more, given by the site`] : []),
      ].join(", "),
    ]);
  const more = slots.length - rows.length;
  const rest = more > 0 ? [paint("dim", `and ${count(more)} more (--slots lists all)`)] : [];
  return [table([head, ...rows], "rrrrl"), ...rest].join("\n");
}
