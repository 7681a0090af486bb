import * as z from "zod";
import type { Parameters, Routes } from "../route.ts";

const unstored = { "Cache-Control": "Not stored" };

const siteKeyHeader: Parameters = {
  "Fairline-Site-Key": { about: "The key that only the protected site has", schema: z.string() },
};

export const siteRoutes: Routes = {
  "POST /rooms/{room}/codes": {
    summary: "The visitor goes to the site, with a code that works once, for 60 s, on one device",
    access: "pass",
    body: "CodeRequest",
    answers: { 201: { about: "Where the browser goes", body: "Code", headers: unstored } },
    refusals: ["visit_over"],
  },
  "POST /rooms/{room}/passes": {
    summary: "The site exchanges a code for a pass: the visitor has arrived, and counts as present",
    access: "everybody",
    body: "PassRequest",
    answers: { 201: { about: "The pass, bound to the device", body: "Pass", headers: unstored } },
    refusals: ["code_over", "visit_over"],
  },
  "POST /rooms/{room}/visits/renew": {
    summary: "A fresh pass, if the visit is under way: `exp` is its end as it is now",
    access: "pass",
    answers: { 200: { about: "The pass, bound to the same device", body: "Pass", headers: unstored } },
    refusals: ["visit_over"],
  },
  "POST /rooms/{room}/visits/extend": {
    summary: "The site gives a visit more time, within `maxVisitSeconds`, and none above a lowered X",
    access: "pass",
    headers: siteKeyHeader,
    body: "ExtendRequest",
    answers: { 200: { about: "The pass, bound to the same device", body: "Pass", headers: unstored } },
    refusals: ["not_the_site", "no_more_time", "visit_over", "unavailable"],
  },
};
