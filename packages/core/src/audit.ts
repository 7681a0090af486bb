import { limits } from "./limits.ts";
import type { AuditEntry, RoomRecord, SettingChange } from "./line.ts";
import type { AuditPage, AuditView, SettingValue } from "./operating.ts";
import type { Ports } from "./ports.ts";
import type { Settings } from "./settings.ts";

/** What the room does by itself, `fairline` did. */
export const fairline = "fairline";

/** Every setting that differs, in the order in which settings stand. */
export function changesBetween(before: Settings, after: Settings): SettingChange[] {
  return (Object.keys(after) as (keyof Settings)[])
    .filter((field) => !isSameValue(before[field], after[field]))
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

/** Maps are the same whatever the order of their keys is; of lists the order counts. */
export function isSameValue(a: SettingValue | undefined, b: SettingValue | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  const [texts, others] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return texts.size === others.size && [...texts].every(([key, text]) => others.get(key) === text);
}

/** SPEC R6: the settings that an entry changed, and that are not as it left them any more. */
export function changedSince(entry: AuditEntry, settings: Settings): readonly SettingChange[] {
  return entry.changes.filter(({ field, to }) => !isSameValue(settings[field as keyof Settings], to));
}

function isUndoable(entry: AuditEntry, settings: Settings): boolean {
  return entry.changes.length > 0 && changedSince(entry, settings).length === 0 && !isInVain(entry, settings);
}

/** A room that is closed does not drain: to go on draining one alone, and not to open it, changes nothing. */
export function isInVain({ changes }: AuditEntry, settings: Settings): boolean {
  const back = new Map(changes.map(({ field, from }) => [field, from]));
  return changes.length === 1 && back.get("draining") === true && settings.state === "closed";
}

/**
 * SPEC R5: the next entry of a room's log. It is no older than the one before it, whatever the clocks of two handlers say:
 * the log's order is that of the versions.
 */
export function nextEntry(
  record: Pick<RoomRecord, "version" | "latest">,
  nowMs: number,
  deed: Pick<AuditEntry, "who" | "what" | "changes">,
): AuditEntry {
  const atMs = Math.max(nowMs, record.latest?.atMs ?? 0);
  return { id: `${padded(atMs, 15)}-${padded(record.version, 9)}`, atMs, ...deed };
}

/** SPEC R5: an entry of something that changes no settings, about one number. */
export function entryOfDeed(
  nowMs: number,
  deed: { readonly who: string; readonly what: string; readonly number: number },
): AuditEntry {
  const { who, what, number } = deed;
  return { id: `${padded(nowMs, 15)}-${number}-${who}`, atMs: nowMs, who, what, changes: [] };
}

/** Entries sort by their ids. */
function padded(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}

/** SPEC R5: a page of the log, the newest first; with an id the one before it. Nothing: there is no such room. */
export async function readLog(ports: Ports, room: string, beforeId?: string): Promise<AuditPage | undefined> {
  const [record, listed] = await Promise.all([
    ports.ledger.readRoom(room),
    ports.ledger.listEntries(room, limits.auditPageMax + 1, beforeId),
  ]);
  if (record === undefined) return undefined;
  const entries = beforeId === undefined ? withLatest(listed, record.latest) : listed;
  return {
    entries: entries.slice(0, limits.auditPageMax).map((entry) => viewOf(entry, record.settings)),
    more: entries.length > limits.auditPageMax,
  };
}

/** A crash may have come between a change and its line of the log: the room itself knows it. */
function withLatest(listed: readonly AuditEntry[], latest: AuditEntry | undefined): readonly AuditEntry[] {
  if (latest === undefined || listed.some(({ id }) => id === latest.id)) return listed;
  return [...listed, latest].sort((a, b) => (a.id < b.id ? 1 : -1));
}

function viewOf(entry: AuditEntry, settings: Settings): AuditView {
  const { id, atMs, who, what, changes } = entry;
  return {
    id,
    at: new Date(atMs).toISOString(),
    who,
    what,
    changes: [...changes],
    undoable: isUndoable(entry, settings),
  };
}
