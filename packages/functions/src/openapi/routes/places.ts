import type { Answer, Routes } from "../route.ts";

const ticket: Answer = { about: "The place as it is now", body: "Ticket" };
const registering: Answer = {
  about: "The join has not arrived yet: ask again",
  body: "Registering",
  headers: { "Retry-After": "Seconds to wait" },
};

export const placeRoutes: Routes = {
  "POST /rooms/{room}/tickets": {
    summary: "Join",
    access: "everybody",
    body: "JoinRequest",
    answers: {
      202: {
        about: "The join is on its way",
        body: "Joining",
        headers: { Location: "Where the ticket will be" },
      },
    },
  },
  "GET /rooms/{room}/tickets/me": {
    summary: "The holder's ticket; asking keeps the visitor present for a while",
    access: "holder",
    answers: { 200: ticket, 202: registering },
    refusals: ["unknown_ticket", "moved"],
  },
  "DELETE /rooms/{room}/tickets/me": {
    summary: "Leave: the place is given up",
    access: "holder",
    answers: { 204: { about: "The visitor has left, now or before" } },
    refusals: ["unknown_ticket", "moved"],
  },
  "POST /rooms/{room}/tickets/me/confirm": {
    summary: "“I'm here”: answers a call, or makes good one that was missed",
    access: "holder",
    answers: { 200: ticket, 202: registering },
    refusals: ["unknown_ticket", "moved"],
  },
  "POST /rooms/{room}/tickets/me/defer": {
    summary: "Let others go ahead",
    access: "holder",
    body: "DeferRequest",
    answers: { 200: ticket, 202: registering },
    refusals: ["unknown_ticket", "moved", "nobody_behind", "not_waiting"],
  },
  "POST /rooms/{room}/tickets/me/handover": {
    summary: "A code by which another device takes the place over, for ten minutes",
    access: "holder",
    answers: { 201: { about: "The code", body: "Handover" }, 202: registering },
    refusals: ["unknown_ticket", "moved", "not_waiting"],
  },
  "POST /rooms/{room}/handovers": {
    summary: "Take a place over, with the code of the device that has it",
    access: "everybody",
    body: "TakeoverRequest",
    answers: { 200: ticket },
    refusals: ["moved", "handover_over", "key_taken"],
  },
};
