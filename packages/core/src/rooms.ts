import { changesBetween, fairline, nextEntry } from "./audit.ts";
import { concurrently } from "./concurrently.ts";
import { endVisit } from "./ending.ts";
import { limits } from "./limits.ts";
import type { Line, RoomRecord, SettingChange } from "./line.ts";
import type { Ports } from "./ports.ts";
import { sentenceOf } from "./sentence.ts";
import { type Settings, type SettingsChange, settled } from "./settings.ts";

/** SPEC R1: a room begins as it is configured; one that is there already keeps its live settings until it is reset. */
export async function ensureRoom(
  ports: Ports,
  room: string,
  configured: Settings,
): Promise<"created" | "kept"> {
  const existing = await ports.ledger.readRoom(room);
  // The line comes first, so that no room is ever without one; both steps may be repeated.
  await ports.ledger.openLine({ room, run: existing?.run ?? 1 });
  if (existing === undefined) {
    const nothing = { version: 1 };
    const latest = nextEntry(nothing, ports.clock.nowMs(), {
      who: fairline,
      what: "made the room",
      changes: [],
    });
    const record = { settings: configured, configured, version: 1, run: 1, latest };
    if (await ports.ledger.writeRoom(room, record, 0)) {
      await putDown(ports, room, record);
      return "created";
    }
  }
  await changeRoom(ports, room, (now) =>
    changesBetween(now.configured, configured).length === 0
      ? now
      : logged(
          ports,
          { ...now, configured },
          { who: fairline, what: "configured the room anew: a reset goes back to that" },
        ),
  );
  return "kept";
}

export type Change =
  | { readonly kind: "changed"; readonly record: RoomRecord }
  | { readonly kind: "conflict"; readonly record: RoomRecord }
  | { readonly kind: "unknown" }
  /** Others were faster, again and again. Nothing was changed. */
  | { readonly kind: "busy" };

/** Who changes something, and on top of which version; without one it is made on top of whatever is there. */
export interface By {
  readonly who: string;
  readonly expectedVersion?: number | undefined;
}

/**
 * SPEC R2: a change of settings makes a new version and is logged; what changes nothing makes none. With an
 * `expectedVersion` somebody else's change in between is a conflict. `what` is the sentence of the log, where the settings
 * do not say it all.
 */
export async function changeSettings(
  ports: Ports,
  room: string,
  change: SettingsChange,
  by: By & { readonly what?: string },
): Promise<Change> {
  return changeRoom(ports, room, (now) => {
    if (isOutdated(by, now)) return undefined;
    return withChange(ports, now, change, by);
  });
}

/**
 * The record after an operator's change. SPEC R7: whoever says what the room's state is takes it out of the hands of its
 * draining, even where it has closed by itself and no setting differs: what a person closed stays closed.
 */
export function withChange(
  ports: Ports,
  now: RoomRecord,
  change: SettingsChange,
  by: { readonly who: string; readonly what?: string },
): RoomRecord {
  const next = withSettings(ports, now, { ...now.settings, ...withoutUndefined(change) }, by);
  if (change.state === undefined || next.drained !== true) return next;
  const { drained: _, ...kept } = next;
  const isLogged = next !== now;
  return isLogged ? kept : logged(ports, kept, { who: by.who, what: by.what ?? "closed the room for good" });
}

export function isOutdated({ expectedVersion }: By, { version }: RoomRecord): boolean {
  return expectedVersion !== undefined && expectedVersion !== version;
}

/** The record with these settings; the very same, if they are as they were. A room that is closed does not drain. */
export function withSettings(
  ports: Ports,
  now: RoomRecord,
  wanted: Settings,
  by: { readonly who: string; readonly what?: string },
): RoomRecord {
  const settings = settled(wanted);
  const changes = changesBetween(now.settings, settings);
  if (changes.length === 0) return now;
  const { drained: _, ...rest } = now;
  // Whoever opens or closes the room takes it out of the hands of its draining.
  const kept = settings.state === now.settings.state ? now : rest;
  return logged(
    ports,
    { ...kept, settings },
    { who: by.who, what: by.what ?? sentenceOf(changes, settings), changes },
  );
}

/** Makes a change on top of whatever is there; nothing to make is a conflict, and the same record is no change. */
export async function changeRoom(
  ports: Ports,
  room: string,
  change: (now: RoomRecord) => RoomRecord | undefined,
): Promise<Change> {
  const { ledger } = ports;
  for (let attempt = 0; attempt < limits.changeAttemptsMax; attempt++) {
    // Those who were overtaken come back after a while, a longer one each time, and not all at once with the newest.
    if (attempt > 0) await ports.clock.pause(attempt * limits.changePauseMs);
    const now = await ledger.readRoom(room);
    if (now === undefined) return { kind: "unknown" };
    const next = change(now);
    if (next === undefined) return { kind: "conflict", record: now };
    if (next === now) return { kind: "changed", record: now };
    // SPEC R5: the record holds the newest entry alone. Whoever takes its place makes sure that the log has it
    // (docs/adr/0019-the-log-in-two-places.md).
    if (now.latest !== undefined && next.latest !== now.latest) await ledger.writeEntry(room, now.latest);
    if (!(await ledger.writeRoom(room, next, now.version))) continue;
    if (next.latest !== now.latest) await putDown(ports, room, next);
    return { kind: "changed", record: next };
  }
  return { kind: "busy" };
}

/** SPEC R5: the change is made: whatever happens here, it stands in the record, and the next one puts it into the log. */
async function putDown(ports: Ports, room: string, { latest }: RoomRecord): Promise<void> {
  if (latest !== undefined) await ports.ledger.writeEntry(room, latest).catch(() => {});
}

/** The next version, with its entry of the log. */
function logged(
  ports: Ports,
  record: RoomRecord,
  deed: { readonly who: string; readonly what: string; readonly changes?: readonly SettingChange[] },
): RoomRecord {
  const next = { ...record, version: record.version + 1 };
  return { ...next, latest: nextEntry(next, ports.clock.nowMs(), { changes: [], ...deed }) };
}

/** `{ a: undefined }` would erase a setting where it means to leave it alone. */
function withoutUndefined(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/**
 * SPEC R3: a reset begins a new run: numbers start at 1 again, visits of the older run end, its turns and ticks are
 * retired when they come. Nobody is admitted while it happens. The settings are as configured again; but whether the room is
 * open stays as it is: a rehearsal that is cleared away must not open the doors. Returns the older line, whose visitors
 * must be told.
 */
export async function resetRoom(
  ports: Ports,
  room: string,
  by: By,
): Promise<Change & { readonly older?: Line }> {
  const begun = await changeRoom(ports, room, (now) => {
    if (isOutdated(by, now)) return undefined;
    const what = `reset the room: run ${now.run + 1} begins`;
    return logged(ports, { ...now, resettingAtMs: ports.clock.nowMs() }, { who: by.who, what });
  });
  if (begun.kind !== "changed") return begun;
  await changeRoom(ports, room, (now) => {
    const { state, draining } = now.settings;
    const what = "put the settings back as configured";
    return withSettings(ports, now, { ...now.configured, state, draining }, { who: by.who, what });
  });
  const older = { room, run: begun.record.run };
  const run = older.run + 1;
  await ports.ledger.openLine({ room, run });
  await endVisits(ports, older);
  // What operators save meanwhile stays. A run that is there already is another reset's, which was faster: what is left to
  // do is the same.
  const reset = await changeRoom(ports, room, ({ resettingAtMs: _, ...now }) =>
    now.run >= run ? undefined : { ...now, run, version: now.version + 1 },
  );
  if (reset.kind === "unknown") return reset;
  // By now something was changed: said again, the reset is finished.
  if (reset.kind === "busy") throw new Error(`${room}: others changed it again and again while it was reset`);
  // One more look: an admission that was under way has read the older run before it was over. And at the run before that,
  // for its reset may have been cut off at just this point.
  for (const over of [older, { room, run: older.run - 1 }].filter((line) => line.run > 0)) {
    await endVisits(ports, over);
    await ports.ledger.closeLine(over, ports.clock.nowMs());
  }
  return { kind: "changed", record: reset.record, older };
}

/** SPEC R3: the visits of a line that is over end. */
export async function endVisits(ports: Ports, line: Line): Promise<void> {
  const slots = await ports.ledger.listSlots(line);
  await concurrently(slots, limits.writesAtOnceMax, async (slot) => {
    await endVisit(ports, line, slot, "left");
  });
}
