import type { OwnTicket } from "./ownTicket.ts";

/**
 * The place that this browser had before it took another one over. It is given up, so that nobody waits for it; where that
 * is not heard, the room does so itself after `holdSeconds`.
 */
export interface FormerPlace {
  giveUp(key: string, resume: string | undefined): Promise<void>;
  /** The socket is there. */
  opened(): void;
}

export function createFormerPlace(own: OwnTicket, sendLeave: (key: string) => boolean): FormerPlace {
  let untold: string | undefined;
  return {
    async giveUp(key, resume) {
      if (resume !== undefined && (await own.leave(resume))) return;
      if (!sendLeave(key)) untold = key;
    },
    opened() {
      if (untold !== undefined && sendLeave(untold)) untold = undefined;
    },
  };
}
