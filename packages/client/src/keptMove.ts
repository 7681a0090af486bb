import { Key } from "@fairline/core";
import * as z from "zod/mini";
import { parsed } from "./kept.ts";
import type { Memory } from "./ports.ts";

const Kept = z.object({ code: z.string(), key: Key });

/** The code that this tab was opened with, until it is used or declined: a reload asks again. */
export interface KeptMove {
  code(): string | undefined;
  /**
   * Keeps the code. Gives the key that its place is to move to, the same each time: an answer that was lost on its way must
   * not have moved the place to nobody.
   */
  keep(code: string): string;
  forget(): void;
}

export function keptMove(memory: Memory, room: string, newKey: () => string): KeptMove {
  const name = `fairline:${room}:move`;
  const read = () => {
    const kept = Kept.safeParse(parsed(memory.read(name)));
    return kept.success ? kept.data : undefined;
  };
  return {
    code: () => read()?.code,
    keep(code) {
      const kept = read();
      if (kept?.code === code) return kept.key;
      const key = newKey();
      memory.write(name, JSON.stringify({ code, key }));
      return key;
    },
    forget: () => memory.forget(name),
  };
}
