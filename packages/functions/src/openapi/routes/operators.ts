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

/** What changes settings answers with them. */
const change = (summary: string, more: Partial<Route> = {}): Route => ({
  summary,
  access: "operator",
  answers: { 200: settings },
  ...more,
});

export const operatorRoutes: Routes = {
  "GET /admin/rooms/{room}/settings": {
    summary: "The settings",
    access: "operator",
    answers: { 200: settings },
  },
  "PUT /admin/rooms/{room}/settings": change("Change some of the settings", {
    body: "SettingsChange",
    headers: ifMatch,
    refusals: ["version_conflict"],
  }),
  "POST /admin/rooms/{room}/pause": change("Call nobody; all keep their places"),
  "POST /admin/rooms/{room}/resume": change("Go on calling"),
  "POST /admin/rooms/{room}/close": change("Take nobody in"),
  "POST /admin/rooms/{room}/open": change("Take newcomers in, and call"),
  "POST /admin/rooms/{room}/announce": change("Tell everybody something; an empty text takes it away", {
    body: "AnnouncementRequest",
  }),
  "POST /admin/rooms/{room}/reset": change("Begin a new run at number 1: everybody has to join again"),
};
