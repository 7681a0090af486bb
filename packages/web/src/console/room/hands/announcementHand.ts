import type { RoomTools } from "../state.ts";
import type { Act } from "./deeds.ts";
import { type Audience, announcementOf, rest, written } from "./speech.ts";

/** Writes announcements, and makes them. */
export function announcementHand({ getState, setState }: RoomTools, act: Act) {
  const version = () => {
    const { form } = getState();
    return form.form === "ready" ? form.version : 0;
  };
  return {
    write(to: Audience, text: string) {
      const { form, speech } = getState();
      if (form.form !== "ready") return;
      setState({ speech: written(speech, form.settings, form.version, to, text) });
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
