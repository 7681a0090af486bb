/** Who does something when: how many in which second, by how often they have tried it before. */
export interface Calendar {
  add(second: number, tries: number, count: number): void;
  /** The same, spread evenly over the seconds that begin at this one. */
  spread(second: number, seconds: number, tries: number, count: number): void;
  /** Those of this second, by their tries; they are taken out. */
  take(second: number): readonly number[];
  /** Takes this share of everybody out, at whatever second. */
  thin(share: number): void;
  held(): number;
}

/** Below this, what is stored is written anew: numbers do not grow without end. */
const scaleMin = 1e-6;

/** @param triesMax whoever has tried more often counts as having tried so often. */
export function createCalendar(triesMax: number): Calendar {
  const due = new Map<number, number[]>();
  const nobody: readonly number[] = Array.from({ length: triesMax + 1 }, () => 0);
  let held = 0;
  /** Everybody is stored as divided by this: whoever thins the calendar changes one number, and not all of them. */
  let scale = 1;

  function add(second: number, tries: number, count: number) {
    if (count === 0) return;
    let then = due.get(second);
    if (then === undefined) {
      then = [...nobody];
      due.set(second, then);
    }
    const kept = Math.min(tries, triesMax);
    then[kept] = (then[kept] ?? 0) + count / scale;
    held += count;
  }

  function writeAnew() {
    for (const then of due.values()) for (const [tries, count] of then.entries()) then[tries] = count * scale;
    scale = 1;
  }

  return {
    add,
    spread(second, seconds, tries, count) {
      const over = Math.max(1, Math.round(seconds));
      for (let i = 0; i < over; i++) add(second + i, tries, count / over);
    },
    take(second) {
      const then = due.get(second);
      if (then === undefined) return nobody;
      due.delete(second);
      const taken = then.map((count) => count * scale);
      held -= sum(taken);
      return taken;
    },
    thin(share) {
      if (share >= 1) due.clear();
      held = share >= 1 ? 0 : held * (1 - share);
      scale = share >= 1 ? 1 : scale * (1 - share);
      if (scale < scaleMin) writeAnew();
    },
    held: () => held,
  };
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
