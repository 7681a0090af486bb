import { stateChanges } from "@fairline/core";
import { foresee } from "../settings/foresight.ts";
import type { Prospect, RoomTools } from "../state.ts";
import type { Act } from "./deeds.ts";
import type { Asked } from "./question.ts";

/** A question comes when it is known what to say, or after this: its buttons must not move once they are there. */
const questionMsMax = 1500;

/** Changes the room's state: some of it only after a question. */
export function stateHand(
  { asks, path, clock, getState, setState }: RoomTools,
  act: Act,
  versionShown: () => number,
) {
  async function foreseeInTime(name: Asked): Promise<Prospect> {
    const late = Promise.withResolvers<Prospect>();
    const stop = clock.every(questionMsMax, () =>
      late.resolve({ kind: "failed", message: "The server did not answer in time." }),
    );
    const foreseen = await Promise.race([foresee(asks, path, stateChanges[name], clock.nowMs), late.promise]);
    stop();
    return foreseen.kind === "refused" ? { kind: "failed", message: "The server refused that." } : foreseen;
  }

  return {
    /** May be urgent: whatever else was changed meanwhile, it goes through, and the server lets no closed room be paused. */
    async pause() {
      await act({ name: "pause" });
    },
    async resume() {
      await act({ name: "resume", version: versionShown() });
    },
    async ask(name: Asked) {
      if (getState().question.kind !== "none") return;
      setState({ question: { kind: "asking" } });
      const prospect = await foreseeInTime(name);
      if (getState().question.kind === "asking")
        setState({ question: { kind: "asked", name, version: versionShown(), prospect } });
    },
    async confirm() {
      const { question } = getState();
      if (question.kind !== "asked") return;
      setState({ question: { kind: "none" } });
      await act({ name: question.name, version: question.version });
    },
    /** A dialog says that it was closed a moment later: then the next question may be on its way already. */
    cancel() {
      if (getState().question.kind === "asked") setState({ question: { kind: "none" } });
    },
  };
}
