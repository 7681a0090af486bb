import type {
  Address,
  AskForOneTab,
  Clock,
  Http,
  Memory,
  OpenSocket,
  Random,
  Surroundings,
} from "../ports.ts";

/** What the visitor's store needs from the world. */
export interface VisitorWorld extends Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly memory: Memory;
  /** What this tab alone keeps, over its reloads. */
  readonly tabMemory: Memory;
  readonly http: Http;
  readonly openSocket: OpenSocket;
  readonly address: Address;
  readonly askForOneTab: AskForOneTab;
  readonly newKey: () => string;
}
