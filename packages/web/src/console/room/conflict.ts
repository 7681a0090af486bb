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
  return {
    read: settingsIn(settings),
    what: changesSaid(typeof page === "string" ? [] : page.entries, version),
  };
}

/** What made the versions after this one, in the order in which they were made; a reset is one, too. */
export function changesSaid(entries: readonly AuditView[], version: number): string {
  const changes = entries.filter(({ id }) => (versionOf(id) ?? 0) > version);
  if (changes.length === 0) return "Somebody changed the room";
  const told = changes.slice(0, toldMax).reverse();
  const said = told.map(({ who, what }) => `${who} ${what}`).join(", then ");
  return changes.length > toldMax ? `${said} (and more before that)` : said;
}

/** The version that an entry's change made: its id ends with it. Nothing: it was about one number, and made none. */
function versionOf(id: string): number | undefined {
  const [, version] = /^\d+-(\d{9,})$/.exec(id) ?? [];
  return version === undefined ? undefined : Number(version);
}
