import { At, UndoRequest } from "@fairline/core";
import type { Parameters, Routes } from "../route.ts";

const since = (otherwise: string): Parameters => ({
  since: { about: `Only samples later than this; without it ${otherwise}`, schema: At },
});

export const watchingRoutes: Routes = {
  "GET /admin/rooms": {
    summary: "All rooms at a glance, by name",
    access: "operator",
    answers: { 200: { about: "The rooms just now", body: "Rooms" } },
  },
  "GET /admin/rooms/{room}/live": {
    summary: "Everything that the console shows; nothing in it grows with the line",
    access: "operator",
    query: since("those of the last ten minutes"),
    answers: { 200: { about: "The room just now", body: "LiveView" } },
  },
  "GET /admin/rooms/{room}/samples": {
    summary: "One sample a minute, of a day",
    access: "operator",
    query: since("those of a day"),
    answers: { 200: { about: "The samples, the latest last", body: "Samples" } },
  },
  "GET /admin/rooms/{room}/tickets/{number}": {
    summary: "One place in line, for an operator who is asked about it",
    access: "operator",
    answers: { 200: { about: "The place as it is now", body: "TicketView" } },
    refusals: ["unknown_ticket"],
  },
  "GET /admin/rooms/{room}/audit": {
    summary: "The log: who did what, the newest first, 20 at a time",
    access: "operator",
    query: { before: { about: "The id of the last entry of the page before", schema: UndoRequest.shape.id } },
    answers: { 200: { about: "A page of the log", body: "AuditPage" } },
  },
  "POST /admin/rooms/{room}/preview": {
    summary: "What a change of settings would do; nothing is changed",
    access: "operator",
    body: "SettingsChange",
    answers: { 200: { about: "The line as it is, and as it would be", body: "Preview" } },
  },
};
