import * as z from "zod";
import type { Answer, Parameters, Route, Routes } from "../route.ts";

const settings: Answer = {
  about: "The settings as they are now",
  body: "Settings",
  headers: { ETag: "Their version, for If-Match" },
};
const ifMatch: Parameters = {
  "If-Match": {
    about: "The ETag on top of which the change is meant: with another version it is not made",
    schema: z.string(),
  },
};

/** Whatever changes settings may be bound to a version, and answers with them. */
const change = (summary: string, { refusals = [], ...more }: Partial<Route> = {}): Route => ({
  summary,
  access: "operator",
  headers: ifMatch,
  answers: { 200: settings },
  refusals: ["version_conflict", ...refusals],
  ...more,
});

/** Whatever is done to one place. */
const byHand = (summary: string, refusals: Route["refusals"] = []): Route => ({
  summary,
  access: "operator",
  body: "NumberRequest",
  answers: { 200: { about: "The place as it is now", body: "TicketView" } },
  refusals: ["unknown_ticket", ...refusals],
});

export const operatorRoutes: Routes = {
  "GET /admin/rooms/{room}/settings": {
    summary: "The settings",
    access: "operator",
    answers: { 200: settings },
  },
  "PUT /admin/rooms/{room}/settings": change("Change some of the settings", { body: "SettingsChange" }),
  "POST /admin/rooms/{room}/pause": change("Call nobody; all keep their places", { refusals: ["not_open"] }),
  "POST /admin/rooms/{room}/resume": change("Go on calling", { refusals: ["not_paused"] }),
  "POST /admin/rooms/{room}/close": change("Take nobody in"),
  "POST /admin/rooms/{room}/drain": change("Take nobody in, serve those in line, then close"),
  "POST /admin/rooms/{room}/open": change("Take newcomers in, and call"),
  "POST /admin/rooms/{room}/announce": change("Tell everybody something; an empty text takes it away", {
    body: "AnnouncementRequest",
  }),
  "POST /admin/rooms/{room}/reset": change("Begin a new run at number 1: everybody has to join again"),
  "POST /admin/rooms/{room}/undo": change("Put back what a change of settings has changed", {
    body: "UndoRequest",
    refusals: ["unknown_change", "not_undoable"],
  }),
  "POST /admin/rooms/{room}/call": byHand("Call a waiting number in: the next free slot is theirs", [
    "not_waiting",
    "visitor_away",
  ]),
  "POST /admin/rooms/{room}/end": byHand("End a visit, or a call, at once: its slot is free for the next", [
    "no_visit",
  ]),
};
