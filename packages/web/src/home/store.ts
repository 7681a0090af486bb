import { ask } from "@fairline/client/answer";
import type { Http } from "@fairline/client/ports";
import { Snapshot } from "@fairline/core";
import { createStore } from "zustand/vanilla";

/** The room that the start page speaks of. */
export const demoRoom = "demo";

export interface HomeState {
  /** X, Y and N of the demo room; undefined until they are known. */
  readonly numbers: Pick<Snapshot, "slots" | "slotSeconds" | "tickSeconds"> | undefined;
}

export function createHomeStore(http: Http) {
  const store = createStore<HomeState>(() => ({ numbers: undefined }));
  return {
    ...store,
    async start() {
      const answer = await ask(http, `/rooms/${demoRoom}`);
      const snapshot = Snapshot.safeParse(answer.ok ? answer.body : undefined);
      if (snapshot.success) store.setState({ numbers: snapshot.data });
    },
  };
}
