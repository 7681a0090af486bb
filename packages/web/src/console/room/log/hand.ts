import type { RoomTools } from "../state.ts";
import { readLog, withNewest, withOlder } from "./log.ts";

/** Keeps the log, and reads further back. */
export function logHand({ asks, path, getState, setState }: RoomTools) {
  return {
    async readNewest() {
      const page = await readLog(asks, path);
      setState(({ log }) => ({
        log: typeof page === "string" ? { ...log, trouble: page } : withNewest(log, page),
      }));
    },
    async readOlder() {
      const { log } = getState();
      const last = log.entries.at(-1);
      if (last === undefined || log.reading === "reading more") return;
      setState({ log: { ...log, reading: "reading more" } });
      const page = await readLog(asks, path, last.id);
      setState(({ log: now }) => {
        if (typeof page === "string") return { log: { ...now, reading: "read", trouble: page } };
        // What was newest may have been read anew meanwhile, without the older ones.
        return {
          log: now.entries.at(-1)?.id === last.id ? withOlder(now, page) : { ...now, reading: "read" },
        };
      });
    },
  };
}
