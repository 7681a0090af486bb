import type { Routes } from "../route.ts";

const cached = (how: string) => ({ "Cache-Control": how });

export const visitorRoutes: Routes = {
  "GET /rooms/{room}": {
    summary: "How the line moves, and the settings that visitors may see",
    access: "everybody",
    answers: {
      200: { about: "The room just now", body: "Snapshot", headers: cached("Public, for N seconds") },
    },
  },
  "POST /rooms/{room}/reservations": {
    summary: "The demo of a protected action, which completes the visit",
    access: "pass",
    body: "ReservationRequest",
    answers: { 201: { about: "The reservation is made", body: "Reservation" } },
    refusals: ["already_done", "visit_over"],
  },
  "POST /rooms/{room}/visits/complete": {
    summary: "The visitor is done: the next one is called at once",
    access: "pass",
    answers: { 204: { about: "The visit is complete" } },
    refusals: ["already_done", "visit_over"],
  },
  "GET /.well-known/jwks.json": {
    summary: "The public keys of passes (RFC 7517), and their issuer",
    access: "everybody",
    answers: {
      200: { about: "The keys", body: "JsonWebKeySet", headers: cached("Public, for five minutes") },
    },
  },
  "GET /openapi.json": {
    summary: "This document",
    access: "everybody",
    answers: { 200: { about: "The document", body: "OpenApi", headers: cached("Public, for five minutes") } },
  },
};
