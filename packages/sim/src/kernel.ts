/** Virtual time: whatever happens is an event of one queue, and nothing else makes time pass. */
export interface Kernel {
  /** Milliseconds since 1970, as the services know it; a handler's own clock may be off. */
  nowMs(): number;
  after(ms: number, run: Happening): void;
  /** Runs event by event until `isOver` says so or nothing is left to happen. True: it was over. */
  runUntil(isOver: () => boolean): Promise<boolean>;
  /** How many events there were. */
  readonly events: number;
}

/** `"nothing"`: no handler was woken, so that time may go on at once. */
export type Happening = () => unknown;

interface Event {
  readonly atMs: number;
  /** Events of the same moment happen in the order in which they were planned. */
  readonly order: number;
  readonly run: Happening;
}

/** A run that takes more events than this goes round in a circle. */
const eventsMax = 200_000;

export function kernel(startMs: number): Kernel {
  const heap = eventHeap();
  let nowMs = startMs;
  let order = 0;
  let events = 0;
  return {
    nowMs: () => nowMs,
    after(ms, run) {
      heap.push({ atMs: nowMs + Math.max(0, ms), order: order++, run });
    },
    async runUntil(isOver) {
      while (!isOver()) {
        const event = heap.pop();
        if (event === undefined) return false;
        if (++events > eventsMax) throw new Error(`the simulation did not end within ${eventsMax} events`);
        nowMs = event.atMs;
        // Everything that a handler does until it next asks something of a service happens now.
        if (event.run() !== "nothing") await settled();
      }
      return true;
    },
    get events() {
      return events;
    },
  };
}

/** All promises that can go on have gone on: what is ticked from a promise comes when no other is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** A binary heap: the earliest event first. */
function eventHeap() {
  const events: Event[] = [];
  const swap = (i: number, j: number) => {
    const [a, b] = [events[i], events[j]];
    if (a === undefined || b === undefined) throw new Error(`there is no event ${i} or ${j}`);
    events[i] = b;
    events[j] = a;
  };
  const comesBefore = (i: number, j: number) => {
    const [a, b] = [events[i], events[j]];
    return a !== undefined && (b === undefined || isBefore(a, b));
  };
  return {
    push(event: Event) {
      events.push(event);
      for (let i = events.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!comesBefore(i, parent)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop(): Event | undefined {
      const first = events[0];
      const last = events.pop();
      if (first === undefined || last === undefined || events.length === 0) return first;
      events[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        const child = comesBefore(right, left) ? right : left;
        if (!comesBefore(child, i)) break;
        swap(i, child);
        i = child;
      }
      return first;
    },
  };
}
