import { foresee } from "../settings/foresight.ts";
import type { RoomTools } from "../state.ts";
import type { Act } from "./deeds.ts";
import { type Asked, changes } from "./question.ts";

/** Changes the room's state: some of it only after a question. */
export function stateHand(
  { asks, path, clock, getState, setState }: RoomTools,
  act: Act,
  versionShown: () => number,
) {
  return {
    async pause() {
      await act({ name: "pause" });
    },
    async resume() {
      await act({ name: "resume" });
    },
    async ask(name: Asked) {
      const question = { kind: "asked", name, version: versionShown() } as const;
      setState({ question: { ...question, foresight: { kind: "asking" } } });
      const foreseen = await foresee(asks, path, changes[name], clock.nowMs);
      const { question: now } = getState();
      const isStillAsked = now.kind === "asked" && now.name === name && now.version === question.version;
      if (isStillAsked && foreseen.kind !== "refused")
        setState({ question: { ...question, foresight: foreseen } });
    },
    async confirm() {
      const { question } = getState();
      if (question.kind === "none") return;
      setState({ question: { kind: "none" } });
      await act({ name: question.name, version: question.version });
    },
    cancel: () => setState({ question: { kind: "none" } }),
  };
}
