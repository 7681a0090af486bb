import { concurrently } from "./concurrently.ts";
import { endVisit } from "./ending.ts";
import { limits } from "./limits.ts";
import type { Line, RoomRecord } from "./line.ts";
import type { Ports } from "./ports.ts";
import type { Settings, SettingsChange } from "./settings.ts";

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
    const audit = [{ atMs: ports.clock.nowMs(), what: "created" }];
    const record = { settings: configured, configured, version: 1, run: 1, audit };
    if (await ports.ledger.writeRoom(room, record, 0)) return "created";
  }
  await changeRoom(ports, room, (now) =>
    isSame(now.configured, configured)
      ? undefined
      : amended(ports, now, { configured }, "configured anew: a reset goes back to that"),
  );
  return "kept";
}

function isSame(a: Settings, b: Settings): boolean {
  return (Object.keys(b) as (keyof Settings)[]).every((name) => a[name] === b[name]);
}

export type Change =
  | { readonly kind: "changed"; readonly record: RoomRecord }
  | { readonly kind: "conflict"; readonly record: RoomRecord }
  | { readonly kind: "unknown" };

/**
 * SPEC R2: a change of settings makes a new version and is audited. With an `expectedVersion` somebody else's
 * change in between is a conflict; without, the change is made on top of whatever is there.
 */
export async function changeSettings(
  ports: Ports,
  room: string,
  change: SettingsChange,
  by: { what: string; expectedVersion?: number },
): Promise<Change> {
  return changeRoom(ports, room, (now) => {
    if (by.expectedVersion !== undefined && by.expectedVersion !== now.version) return undefined;
    return amended(ports, now, { settings: { ...now.settings, ...withoutUndefined(change) } }, by.what);
  });
}

/** Makes a change on top of whatever is there; nothing to make is a conflict. */
async function changeRoom(
  ports: Ports,
  room: string,
  change: (now: RoomRecord) => RoomRecord | undefined,
): Promise<Change> {
  for (let attempt = 0; attempt < limits.changeAttemptsMax; attempt++) {
    const now = await ports.ledger.readRoom(room);
    if (now === undefined) return { kind: "unknown" };
    const next = change(now);
    if (next === undefined) return { kind: "conflict", record: now };
    if (await ports.ledger.writeRoom(room, next, now.version)) return { kind: "changed", record: next };
  }
  throw new Error(`${room}: ${limits.changeAttemptsMax} others changed it at the same time`);
}

function amended(ports: Ports, record: RoomRecord, to: Partial<RoomRecord>, what: string): RoomRecord {
  const entry = { atMs: ports.clock.nowMs(), what };
  const audit = [entry, ...record.audit].slice(0, limits.auditEntriesMax);
  return { ...record, ...to, version: record.version + 1, audit };
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
export async function resetRoom(ports: Ports, room: string): Promise<Change & { readonly older?: Line }> {
  const begun = await changeRoom(ports, room, (now) =>
    amended(
      ports,
      now,
      {
        resettingAtMs: ports.clock.nowMs(),
        settings: { ...now.configured, state: now.settings.state },
      },
      "reset: nobody is admitted, and the settings are as configured",
    ),
  );
  if (begun.kind !== "changed") return begun;
  const older = { room, run: begun.record.run };
  const run = older.run + 1;
  await ports.ledger.openLine({ room, run });
  await endVisits(ports, older);
  // What operators save meanwhile stays. A run that is there already is another reset's, which was faster: what is left to
  // do is the same.
  const reset = await changeRoom(ports, room, ({ resettingAtMs: _, ...now }) =>
    now.run >= run ? undefined : amended(ports, now, { run }, `reset: run ${run} begins`),
  );
  if (reset.kind === "unknown") return reset;
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
