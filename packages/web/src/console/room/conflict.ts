import type { AuditView } from "@fairline/core";
import type { Asks } from "../requests.ts";
import { readLog } from "./log/log.ts";
import { type Read, settingsIn } from "./settings/form.ts";

/** What somebody else did while something was prepared here. */
export interface Conflict {
  /** What is in force now; nothing if it could not be read. */
  readonly read: Read | undefined;
  /** `Min-ji set slots to 20 (was 10)`. */
  readonly what: string;
}

/** So many changes are told, at most. */
const toldMax = 3;

/** Reads what is in force by now, and who changed what since a version. */
export async function changedSince(asks: Asks, path: string, version: number): Promise<Conflict> {
  const [settings, page] = await Promise.all([asks("GET", `${path}/settings`), readLog(asks, path)]);
  const read = settingsIn(settings);
  const count = read === undefined ? 1 : read.version - version;
  return { read, what: changesSaid(typeof page === "string" ? [] : page.entries, count) };
}

/** The newest so many changes in the order in which they were made. */
export function changesSaid(entries: readonly AuditView[], count: number): string {
  const changes = entries.filter((entry) => entry.changes.length > 0).slice(0, Math.max(1, count));
  if (changes.length === 0) return "Somebody changed the room";
  const told = changes.slice(0, toldMax).reverse();
  const said = told.map(({ who, what }) => `${who} ${what}`).join(", then ");
  return changes.length > toldMax ? `${said} (and more before that)` : said;
}
