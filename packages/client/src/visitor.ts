import { type Attendance, createAttendance } from "./attendance.ts";
import { type Happened, happenedBetween, type VisitorEvents } from "./events.ts";
import { type VisitorOptions, worldOf } from "./options.ts";

/** One visitor of one room. It tells by events what happens; what it knows in all is in its state. */
export interface Visitor extends Attendance {
  /** Calls `listener` each time, until the returned function is called. */
  on<Name extends keyof VisitorEvents>(name: Name, listener: (told: VisitorEvents[Name]) => void): () => void;
}

/**
 * A visitor of the room, which does nothing until it is told to `join()`, and then goes on until `close()`: it connects anew by
 * itself, and asks over HTTP where no WebSocket gets through. Throws for options that cannot be.
 */
export function createVisitor(options: VisitorOptions): Visitor {
  const attendance = createAttendance(options.room, worldOf(options));
  const listeners = new Set<(happened: Happened) => void>();
  attendance.subscribe((after, before) => {
    for (const happened of happenedBetween(before, after))
      for (const listener of listeners) shield(() => listener(happened));
  });
  return {
    ...attendance,
    subscribe(listener) {
      return attendance.subscribe((after, before) => shield(() => listener(after, before)));
    },
    on(name, listener) {
      const heard = (happened: Happened) => {
        if (happened.name === name) listener(happened.told as never);
      };
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

/** What a listener throws is the app's, and is told as uncaught: neither other listeners nor the place suffer from it. */
function shield(listen: () => void): void {
  try {
    listen();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
