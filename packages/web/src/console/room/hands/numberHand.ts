import type { RoomTools } from "../state.ts";
import type { Act } from "./deeds.ts";
import { found, lookUp } from "./lookUp.ts";

/** Looks numbers up, and does what an operator does for one of them. */
export function numberHand({ asks, path, clock, getState, setState }: RoomTools, act: Act) {
  async function actOn(name: "call" | "end", number: number) {
    const done = (body: unknown) => {
      const { lookUp: shown } = getState();
      const now = found(body, clock.nowMs());
      const isShown = shown.kind === "found" && shown.ticket.number === number;
      if (now !== undefined && isShown) setState({ lookUp: now });
    };
    await act({ name, number, body: { number }, done });
  }
  return {
    async lookUp(number: number) {
      setState({ lookUp: { kind: "asking", number } });
      const now = await lookUp(asks, path, number, clock.nowMs);
      const { lookUp: shown } = getState();
      if (shown.kind === "asking" && shown.number === number) setState({ lookUp: now });
    },
    /** Looks the number that is on the screen up again. */
    async renew() {
      const { lookUp: before } = getState();
      if (before.kind !== "found") return;
      const now = await lookUp(asks, path, before.ticket.number, clock.nowMs);
      if (getState().lookUp === before && now.kind === "found") setState({ lookUp: now });
    },
    callIn: (number: number) => actOn("call", number),
    endVisit: (number: number) => actOn("end", number),
  };
}
