import { Snapshot } from "@fairline/core";
import { ask } from "./answer.ts";
import type { Failed } from "./ownTicket.ts";
import type { Http } from "./ports.ts";
import type { Self } from "./self.ts";
import { lineOf } from "./visit.ts";

type Seen = { readonly kind: "seen" } & Pick<Snapshot, "state" | "draining" | "nextTickSeconds">;

/** The room as everybody may see it, over HTTP. */
export interface RoomView {
  /** Reads the snapshot: title and line at first paint, the news where there is no socket. */
  look(): Promise<Seen | Failed>;
  /** A reset ends every place as if its visitor had left. The room tells: it has not given out the number any more. */
  askWhetherReset(number: number): Promise<void>;
}

export function createRoomView(http: Http, room: string, self: Self): RoomView {
  const path = `/rooms/${encodeURIComponent(room)}`;

  /** A line that was kept from before a reset is none. What became of the place, the ticket says. */
  function dropKeptLine(issued: number) {
    const { visit, link } = self.getState();
    const line = lineOf(visit);
    if (link.link === "opening" && line !== undefined && issued < line.number)
      self.goTo({ stage: "connecting" });
  }

  return {
    async look() {
      const asked = self.key();
      const answer = await ask(http, path);
      const { visit } = self.getState();
      if (!answer.ok && answer.status === 404 && answer.problem !== undefined && visit.stage === "connecting")
        self.goTo({ stage: "unknown" });
      const read = Snapshot.safeParse(answer.ok ? answer.body : undefined);
      if (!read.success) return { kind: "failed", retryAfterSeconds: answer.retryAfterSeconds };
      const snapshot = read.data;
      const { state, draining, nextTickSeconds } = snapshot;
      self.setState({ facts: factsOf(snapshot) });
      if (asked === self.key()) {
        const { announcement = "", translations = {} } = snapshot;
        self.setState({ announcement, translations });
        dropKeptLine(snapshot.issued);
        self.hear({ ...snapshot, type: "tick" });
        if (self.getState().visit.stage === "connecting")
          self.setState({ early: { waiting: snapshot.waiting } });
      }
      return { kind: "seen", state, draining, nextTickSeconds };
    },
    async askWhetherReset(number) {
      const answer = await ask(http, path, { cache: "no-store" });
      const snapshot = Snapshot.safeParse(answer.ok ? answer.body : undefined);
      if (!snapshot.success || snapshot.data.issued >= number) return;
      const { visit } = self.getState();
      if (visit.stage === "left" && visit.why === "elsewhere") self.goTo({ stage: "left", why: "reset" });
    },
  };
}

function factsOf({ version, title, slots, slotSeconds, tickSeconds, ...more }: Snapshot) {
  const { graceSeconds, holdSeconds, confirm, draining, returnTo } = more;
  return {
    version,
    title,
    slots,
    slotSeconds,
    tickSeconds,
    graceSeconds,
    holdSeconds,
    confirm,
    draining,
    returnTo,
  };
}
