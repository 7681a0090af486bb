import type { Clock } from "../src/ports.ts";
import type { LobbyEntry } from "../src/register.ts";

/** As the Lobby queue and its mapping are set up; a test holds it against their wiring. */
export const lobbyQueue = { batchMax: 10, visibilityMs: 20_000 } as const;

/** `LobbyEntry` without its id, which the queue gives. */
export type Entering = LobbyEntry extends infer Entry
  ? Entry extends Entry
    ? Omit<Entry, "id">
    : never
  : never;

export interface MemoryLobby {
  put(entry: Entering): void;
  /** Everything that is visible, in batches; it comes again after a while, unless it is deleted. */
  receive(): readonly (readonly LobbyEntry[])[];
  delete(ids: readonly string[]): void;
  readonly size: number;
}

/** A standard queue: what failed comes again. */
export function memoryLobby(clock: Clock): MemoryLobby {
  const waiting = new Map<string, { entry: LobbyEntry; hiddenUntilMs: number }>();
  let lastId = 0;
  return {
    put(entering) {
      lastId += 1;
      const entry = { ...entering, id: `entry-${lastId}` } as LobbyEntry;
      waiting.set(entry.id, { entry, hiddenUntilMs: 0 });
    },
    receive() {
      const visible = [...waiting.values()].filter(({ hiddenUntilMs }) => hiddenUntilMs <= clock.nowMs());
      for (const message of visible) message.hiddenUntilMs = clock.nowMs() + lobbyQueue.visibilityMs;
      const entries = visible.map(({ entry }) => entry);
      const { batchMax } = lobbyQueue;
      const count = Math.ceil(entries.length / batchMax);
      return Array.from({ length: count }, (_, i) => entries.slice(i * batchMax, (i + 1) * batchMax));
    },
    delete(ids) {
      for (const id of ids) waiting.delete(id);
    },
    get size() {
      return waiting.size;
    },
  };
}
