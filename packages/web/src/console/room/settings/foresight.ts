import { Preview, type SettingsChange } from "@fairline/core";
import { type Asks, notUnderstood, troubleText } from "../../requests.ts";
import type { Foreseen, Foresight, Prospect, RoomTools } from "../state.ts";
import { changeOf, isTouched, refusals } from "./form.ts";

/** Typing goes on for so long before the server is asked. */
const typingMs = 250;
/** What was foreseen holds for the line as it was: it is asked for again after this. */
const renewAfterMs = 5000;

/** Asks once what a change would do. */
export async function foresee(
  asks: Asks,
  path: string,
  change: SettingsChange,
  nowMs: () => number,
  signal?: AbortSignal,
): Promise<Prospect | { readonly kind: "refused"; readonly refused: Readonly<Record<string, string>> }> {
  const answer = await asks("POST", `${path}/preview`, { body: change, ...(signal && { signal }) });
  if (!answer.ok) {
    const refused = answer.status === 422 ? refusals(answer) : undefined;
    return refused ? { kind: "refused", refused } : { kind: "failed", message: troubleText(answer) };
  }
  const preview = Preview.safeParse(answer.body);
  return preview.success
    ? { kind: "foreseen", change, preview: preview.data, atMs: nowMs() }
    : { kind: "failed", message: notUnderstood };
}

/** Keeps what the form's draft would do: asked a moment after the last key, and given up with the next. */
export function draftForesight({ asks, path, clock, getState, setState }: RoomTools) {
  let stopTimer = () => {};
  let asked: AbortController | undefined;

  function stop() {
    stopTimer();
    asked?.abort();
    asked = undefined;
  }

  async function ask() {
    const { form } = getState();
    if (form.form !== "ready") return;
    const mine = new AbortController();
    asked = mine;
    const foresight = await foresee(asks, path, changeOf(form.draft), clock.nowMs, mine.signal);
    if (asked !== mine) return;
    asked = undefined;
    const { form: now } = getState();
    if (foresight.kind !== "refused") return setState({ foresight });
    setState({
      foresight: { kind: "none" },
      ...(now.form === "ready" && { form: { ...now, refused: { ...now.refused, ...foresight.refused } } }),
    });
  }

  return {
    stop,
    draftChanged() {
      stop();
      const { form, foresight } = getState();
      if (form.form !== "ready" || !isTouched(form)) return setState({ foresight: { kind: "none" } });
      const before = shownIn(foresight);
      setState({ foresight: { kind: "asking", ...(before && { before }) } });
      stopTimer = clock.every(typingMs, () => {
        stopTimer();
        void ask();
      });
    },
    keepFresh() {
      const { foresight } = getState();
      const isOld = foresight.kind === "foreseen" && clock.nowMs() - foresight.atMs > renewAfterMs;
      if (isOld && asked === undefined) void ask();
    },
  };
}

/** What is on the screen, if anything is. */
export function shownIn(foresight: Foresight): Foreseen | undefined {
  if (foresight.kind === "asking") return foresight.before;
  return foresight.kind === "foreseen" ? foresight : undefined;
}
