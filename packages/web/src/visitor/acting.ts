import type { Signal } from "@fairline/client/ports";
import type { AskForOneTab, OneTab } from "../ports.ts";

/** Two tabs of a room show the same, and the one that the visitor turned to last acts. */
export interface Acting {
  start(): () => void;
  here(): void;
}

export function createActing(
  room: string,
  { askForOneTab, onFocus }: { readonly askForOneTab: AskForOneTab; readonly onFocus: Signal },
  turned: (acts: boolean) => void,
): Acting {
  let tab: OneTab | undefined;
  const here = () => tab?.take();
  return {
    start() {
      const asked = askForOneTab(`fairline:${room}`, turned);
      tab = asked;
      const stopListening = onFocus(here);
      return () => {
        stopListening();
        asked.release();
      };
    },
    here,
  };
}
