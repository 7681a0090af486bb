import { Key } from "@fairline/core";
import * as z from "zod/mini";
import { KeptNumber, KeptTime, parsed } from "./kept.ts";
import type { Memory } from "./ports.ts";

const Since = z.object({ number: KeptNumber, place: KeptNumber, atMs: KeptTime });

/** What this browser keeps of its place in a room. The pass is not among it: it lives only in the page. */
export interface KeptPlace {
  /** The key of this browser; a new one if there was none. */
  key(): string;
  /** Goes on with this key: what is kept of the place of another one is forgotten. */
  takeKey(key: string): void;
  /** When and at which place the given ticket was first seen. */
  since(number: number): { place: number; atMs: number } | undefined;
  keepSince(number: number, place: number, atMs: number): void;
  /** Calls `changed` when another tab took a new key. */
  watchKey(changed: () => void): () => void;
}

export function keptPlace(memory: Memory, room: string, newKey: () => string): KeptPlace {
  const keyName = `fairline:${room}:key`;
  const sinceName = `fairline:${room}:since`;
  const keptKey = () => Key.safeParse(memory.read(keyName)).data;
  return {
    key() {
      const kept = keptKey();
      if (kept !== undefined) return kept;
      const key = newKey();
      memory.write(keyName, key);
      // Another tab may have written at the same time; whoever wrote last has won for all.
      return keptKey() ?? key;
    },
    takeKey(key) {
      memory.forget(sinceName);
      memory.write(keyName, key);
    },
    since(number) {
      const kept = Since.safeParse(parsed(memory.read(sinceName)));
      return kept.success && kept.data.number === number ? kept.data : undefined;
    },
    keepSince(number, place, atMs) {
      memory.write(sinceName, JSON.stringify({ number, place, atMs }));
    },
    watchKey: (changed) =>
      memory.watch((name) => {
        if (name === keyName) changed();
      }),
  };
}
