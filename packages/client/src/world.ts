import type { Clock, Http, Memory, OpenSocket, Random, Signal } from "./ports.ts";

/** What a visitor finds around it. */
export interface VisitorWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly memory: Memory;
  /** What this tab alone keeps, over its reloads. */
  readonly tabMemory: Memory;
  readonly http: Http;
  readonly openSocket: OpenSocket;
  /** The address of a path of the room's site, as another device would open it. */
  readonly absolute: (path: string) => string;
  /** The network comes back, or somebody looks at the page again. */
  readonly onWake: Signal;
  /** The network is gone. */
  readonly onOffline: Signal;
  readonly newKey: () => string;
}
