import { notUnderstood, troubleText } from "../../requests.ts";
import { changedSince } from "../conflict.ts";
import type { RoomTools } from "../state.ts";
import {
  changeOf,
  etagOf,
  type Field,
  type FormOutcome,
  faded,
  isTouched,
  over,
  type Read,
  type Ready,
  refusals,
  renewed,
  saved,
  settingsIn,
  typed,
} from "./form.ts";

/** Changes settings. `draftChanged` is called after whatever changes the draft, or what it is a draft over. */
export function settingsHand({ asks, path, clock, getState, setState }: RoomTools, draftChanged: () => void) {
  let isReading = false;

  function put(form: Ready) {
    setState({ form });
    draftChanged();
  }

  function end(form: Ready, outcome: FormOutcome) {
    setState({ form: { ...form, outcome } });
  }

  /** The form, unless it is being saved: what is typed meanwhile would be lost. */
  function idle(): Ready | undefined {
    const { form } = getState();
    return form.form === "ready" && form.outcome.kind !== "saving" ? form : undefined;
  }

  async function read() {
    if (isReading) return;
    isReading = true;
    const now = settingsIn(await asks("GET", `${path}/settings`));
    isReading = false;
    const { form } = getState();
    const isSaving = form.form === "ready" && form.outcome.kind === "saving";
    if (now !== undefined && !isSaving) put(renewed(form, now));
  }

  async function overtaken(form: Ready) {
    const { read: now, what } = await changedSince(asks, path, form.base);
    if (now === undefined) return end(form, { kind: "failed", message: `${what} meanwhile.` });
    put(over(now, form.draft, { kind: "changedElsewhere", what }));
  }

  return {
    type(field: Field, text: string) {
      const form = idle();
      if (form !== undefined) put(typed(form, field, text));
    },

    discard() {
      const form = idle();
      if (form !== undefined) put(over(form, {}, { kind: "none" }));
    },

    async save() {
      const form = idle();
      if (form === undefined || !isTouched(form)) return;
      end(form, { kind: "saving" });
      const body = changeOf(form.draft);
      const answer = await asks("PUT", `${path}/settings`, { body, etag: etagOf(form.base) });
      if (!answer.ok && answer.status === 412) return overtaken(form);
      if (!answer.ok) {
        const refused = refusals(answer);
        if (refused !== undefined) return end({ ...form, refused }, { kind: "refused" });
        return end(form, { kind: "failed", message: troubleText(answer) });
      }
      const now = settingsIn(answer);
      if (now === undefined) return end(form, { kind: "failed", message: notUnderstood });
      put(over(now, {}, saved(now, clock.nowMs())));
    },

    /** What a deed of this console has put in force. */
    take(now: Read) {
      put(renewed(getState().form, now, true));
    },

    /** Reads the settings where none are known, or others are in force by now; lets go of what is true no longer. */
    async keepFresh(version: number) {
      const { form } = getState();
      if (form.form === "loading") return read();
      const outcome = faded(form.outcome, version, clock.nowMs());
      if (outcome !== form.outcome) setState({ form: { ...form, outcome } });
      if (form.outcome.kind !== "saving" && version !== form.version) await read();
    },
  };
}
