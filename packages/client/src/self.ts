import type { ServerMessage } from "@fairline/core";
import type { StoreApi } from "zustand/vanilla";
import type { ClientState } from "./state.ts";
import type { Visit } from "./visit.ts";

/** What the parts of the store share: who this visitor is to the room, and where. */
export interface Self extends Pick<StoreApi<ClientState>, "getState" | "setState"> {
  /** By this the room knows the browser. */
  key(): string;
  /** Goes on with this key from now on. */
  takeKey(key: string): void;
  /** The bearer token of the own ticket, once there is one. */
  resume(): string | undefined;
  keepResume(resume: string | undefined): void;
  /** Takes in what the room says, on whatever way it came. */
  hear(message: ServerMessage): void;
  goTo(visit: Visit): void;
  /** The local time of a moment that the room named. */
  localMs(at: string): number;
}
