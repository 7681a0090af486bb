import type { AuditView } from "@fairline/core";
import { inOneLine } from "../inOneLine.ts";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { moment, timeZone } from "./words.ts";

/** Who changed what, the newest first. What can be undone tells the id by which. */
export function logTable(entries: readonly AuditView[], more: boolean, paint: Paint): string {
  if (entries.length === 0) return "Nothing was done yet.";
  const head = [`when (${timeZone()})`, "who", "undo", "what"].map((name) => paint("dim", name));
  const rows = entries.map(({ at, who, id, undoable, what }) => [
    moment(at),
    who,
    paint("dim", undoable ? id : "-"),
    inOneLine(what),
  ]);
  const rest = more ? [paint("dim", "There are older ones: --all")] : [];
  return [table([head, ...rows], "llll"), ...rest].join("\n");
}
