import type { VisitorWorld as ClientWorld } from "@fairline/client/world";
import type { Address, AskForOneTab, Surroundings } from "../ports.ts";

/** What the store of a room's page needs from the world. */
export interface VisitorWorld extends Omit<ClientWorld, "absolute">, Surroundings {
  readonly address: Address;
  /** Whether what `memory` takes is still there after a reload. */
  readonly isMemoryLasting: () => boolean;
  readonly askForOneTab: AskForOneTab;
}
