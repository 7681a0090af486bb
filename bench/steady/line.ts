import { fork } from "node:child_process";
import { join } from "node:path";
import type { Room } from "../suite/fairline.ts";

export interface SteadyLine {
  /** Resolves when so many wait; from then on they stay as many. */
  hold(waiting: number): Promise<void>;
  stop(): void;
}

/** Resolves when every slot is in use, and visits end as evenly as they began: Y after the start. */
export async function startSteadyLine(url: string, room: Room): Promise<SteadyLine> {
  const { slots, slotSeconds } = room;
  const args = [url, room.room, String(slots), String(slotSeconds)];
  const driver = fork(join(import.meta.dirname, "driver.ts"), args);
  const says = (word: string) =>
    new Promise<void>((resolve, reject) => {
      driver.once("exit", (code) => reject(new Error(`The line has ended with ${code}.`)));
      driver.once("message", (said) =>
        said === word ? resolve() : reject(new Error(`Not ${word}: ${said}`)),
      );
    });
  await says("filled");
  return {
    hold(waiting) {
      driver.send({ waiting });
      return says("reached");
    },
    stop() {
      driver.removeAllListeners().kill();
    },
  };
}
