import type { Routes } from "../route.ts";

const cookie = (about: string) => ({ "Set-Cookie": about });

export const sessionRoutes: Routes = {
  "POST /admin/session": {
    summary: "Sign in: a token for a session",
    access: "everybody",
    body: "SignInRequest",
    answers: {
      200: {
        about: "Signed in",
        body: "Session",
        headers: cookie("`fairline_session`, HttpOnly, SameSite=Strict"),
      },
    },
    refusals: ["unauthorized", "cross_site", "too_many_attempts", "unavailable"],
  },
  "GET /admin/session": {
    summary: "Who is signed in, and until when",
    access: "session",
    answers: { 200: { about: "The session of the cookie", body: "Session" } },
    refusals: ["unavailable"],
  },
  "DELETE /admin/session": {
    summary: "Sign out",
    access: "everybody",
    answers: { 204: { about: "There is no session any more", headers: cookie("Takes the cookie away") } },
    refusals: ["cross_site", "bad_json", "unavailable"],
  },
};
