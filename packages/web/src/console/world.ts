import type { Clock, Http } from "@fairline/client/ports";
import type { Address, Surroundings } from "../ports.ts";

/** What the console's stores need from the world. No memory: nothing of a session is kept where scripts can read it. */
export interface ConsoleWorld extends Pick<Surroundings, "onWake" | "isHidden"> {
  readonly clock: Clock;
  readonly http: Http;
  readonly address: Pick<Address, "fragment" | "replaceFragment" | "onFragment">;
}
