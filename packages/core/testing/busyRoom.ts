import {
  complete,
  effectsOf,
  type Outlook,
  observe,
  outlook,
  type Settings,
  type SettingsChange,
  type Situation,
  situationOf,
} from "../src/index.ts";
import { chance } from "./chance.ts";
import { openWorld, type World } from "./world.ts";

/** Visits that end early do so at any moment: each second with so many chances of a hundred. */
export interface BusyCrowd {
  readonly seed: number;
  readonly visitors: number;
  readonly doneOf100: number;
}

/** A room with a line, of which a preview is to be made. */
export interface BusyRoom {
  readonly world: World;
  /** So many seconds pass, and visitors are done. */
  live(seconds: number): Promise<void>;
}

export async function busyRoom(
  settings: Partial<Settings>,
  { seed, visitors, doneOf100 }: BusyCrowd,
): Promise<BusyRoom> {
  const world = await openWorld(settings);
  const dice = chance(seed);
  await world.join(...Array.from({ length: visitors }, (_, i) => `visitor-${i}`));
  const live = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      for (const { number } of await world.slots())
        if (dice.percent(doneOf100)) await complete(world.ports, world.line, number);
      await world.wait(1);
    }
  };
  await world.settle();
  return { world, live };
}

export async function situation(
  world: World,
  joinedPerMinute = 0,
  pushesPerSecondMax = 5000,
): Promise<Situation> {
  const seen = await observe(world.ports, world.line.room);
  if (seen === undefined) throw new Error("the room is not there");
  return situationOf(seen, { joinedPerMinute, pushesPerSecondMax, pushCadence: "every" });
}

/** What is told now, and what of the change, before it is made. */
export async function previewOf(
  world: World,
  change: SettingsChange,
): Promise<{ before: Outlook; after: Outlook; effects: string[] }> {
  const now = await situation(world);
  const changed = { ...now.settings, ...change } as Settings;
  const [before, after] = [outlook(now, now.settings), outlook(now, changed)];
  return { before, after, effects: effectsOf(now, changed) };
}

/** Makes the change, and returns how long, from then on, the last in line still waits, in seconds. */
export async function waitOfLast({ world, live }: BusyRoom, change: SettingsChange): Promise<number> {
  const changedAtMs = world.clock.nowMs();
  const last = world.keys.at(-1) ?? "";
  await world.change(change);
  for (let seconds = 0; seconds < 3600; seconds++) {
    const admittedAtMs = (await world.ticket(last))?.admittedAtMs;
    if (admittedAtMs !== undefined) return (admittedAtMs - changedAtMs) / 1000;
    await live(1);
  }
  throw new Error("the last in line was never called");
}

/** A change that is previewed after two minutes, in as many rooms as are wanted. */
export interface PreviewedChange {
  readonly settings: Partial<Settings>;
  readonly change: SettingsChange;
  readonly doneOf100: number;
}

/** In so many rooms, how often the last in line then waits as long as was told of the change, or without it. */
export async function timesInRange(
  { settings, change, doneOf100 }: PreviewedChange,
  rooms: number,
): Promise<{ after: number; before: number }> {
  const times = { after: 0, before: 0 };
  for (let seed = 1; seed <= rooms; seed++) {
    const room = await busyRoom(settings, { seed, visitors: 120, doneOf100 });
    await room.live(120);
    const told = await previewOf(room.world, change);
    const waited = await waitOfLast(room, change);
    for (const which of ["after", "before"] as const) {
      const range = told[which].lastWait;
      if (range === undefined) throw new Error("nothing was told of the last in line");
      if (waited >= range.earliestSeconds && waited <= range.latestSeconds) times[which] += 1;
    }
  }
  return times;
}
