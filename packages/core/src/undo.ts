import { changedSince, isInVain } from "./audit.ts";
import type { AuditEntry, RoomRecord } from "./line.ts";
import type { Ports } from "./ports.ts";
import { type By, type Change, changeRoom, isOutdated, withSettings } from "./rooms.ts";
import { SettingsChange } from "./settings.ts";

export type Undoing =
  | Change
  | { readonly kind: "unknown change" }
  /** `why` is a sentence for an operator. */
  | { readonly kind: "not undoable"; readonly why: string };

/**
 * SPEC R6: puts back what a change of settings has changed, if all of it is still as it left it. An undoing is a change like any
 * other, and can be undone.
 */
export async function undo(ports: Ports, room: string, id: string, by: By): Promise<Undoing> {
  const { ledger } = ports;
  const [record, listed] = await Promise.all([ledger.readRoom(room), ledger.readEntry(room, id)]);
  if (record === undefined) return { kind: "unknown" };
  const entry = listed ?? (record.latest?.id === id ? record.latest : undefined);
  if (entry === undefined) return { kind: "unknown change" };
  let hindrance: string | undefined;
  const change = await changeRoom(ports, room, (now) => {
    if (isOutdated(by, now)) return undefined;
    hindrance = hindranceOf(entry, now);
    if (hindrance !== undefined) return now;
    const back = SettingsChange.parse(formerly(entry));
    return withSettings(ports, now, { ...now.settings, ...back } as typeof now.settings, {
      who: by.who,
      what: undoingOf(entry.what),
    });
  });
  return hindrance === undefined ? change : { kind: "not undoable", why: hindrance };
}

/** To undo an undoing is to do it again, and so on: the sentence grows no longer for it. */
function undoingOf(what: string): string {
  return what.startsWith("undid: ")
    ? what.replace("undid: ", "redid: ")
    : `undid: ${what.replace(/^redid: /, "")}`;
}

/** Why an entry cannot be undone; nothing, if it can. */
function hindranceOf(entry: AuditEntry, { settings }: RoomRecord): string | undefined {
  if (entry.changes.length === 0) return "It was no change of settings.";
  const since = changedSince(entry, settings).map(({ field }) => field);
  if (since.length > 0) return `${since.join(", ")}: changed since.`;
  if (isInVain(entry, settings)) return "The room is closed: it does not drain.";
  // What an older version has allowed may be allowed no more.
  return SettingsChange.safeParse(formerly(entry)).success
    ? undefined
    : "What it was before is allowed no more.";
}

function formerly({ changes }: AuditEntry): Record<string, unknown> {
  return Object.fromEntries(changes.map(({ field, from }) => [field, from]));
}
