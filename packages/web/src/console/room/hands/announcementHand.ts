import type { RoomTools } from "../state.ts";
import type { Act } from "./deeds.ts";
import { announcementOf, over, rest, written } from "./speech.ts";

/** Writes announcements, and makes them. */
export function announcementHand({ getState, setState }: RoomTools, act: Act) {
  const version = () => {
    const { form } = getState();
    return form.form === "ready" ? form.version : 0;
  };
  return {
    write(to: string, text: string) {
      const { form, speech } = getState();
      if (form.form !== "ready") return;
      setState({ speech: written(speech, form.settings, form.version, to, text) });
    },
    /** In every language, at once. What is being written meanwhile stays. */
    async takeAway() {
      const { form } = getState();
      if (form.form !== "ready") return;
      const { version: shown } = form;
      const done = () => {
        const { form: now, speech } = getState();
        if (now.form === "ready" && speech.base === shown)
          setState({ speech: over(speech, now.settings, now.version) });
      };
      await act({ name: "announce", body: { announcement: "", translations: {} }, version: shown, done });
    },
    async announce() {
      const { form, speech: sent } = getState();
      if (form.form !== "ready") return;
      const result = await act({
        name: "announce",
        body: announcementOf(form.settings, sent),
        version: sent.base,
        done: () => setState(({ speech }) => ({ speech: rest(speech, sent, version()) })),
      });
      // What was written stays; sent once more, it is meant for what is announced by now.
      if (result === "overtaken") setState(({ speech }) => ({ speech: { ...speech, base: version() } }));
    },
  };
}
