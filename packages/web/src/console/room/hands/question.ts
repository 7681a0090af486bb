import type { SettingsChange } from "@fairline/core";

/** Changes of the room's state by which somebody loses something: they are asked about first. */
export type Asked = "open" | "close" | "drain";

/** What the server is asked to foresee. */
export const changes: Readonly<Record<Asked, SettingsChange>> = {
  open: { state: "open", draining: false },
  close: { state: "closed", draining: false },
  drain: { state: "open", draining: true },
};
