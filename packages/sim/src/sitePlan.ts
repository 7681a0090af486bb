import { limits } from "@fairline/core";
import { type Chance, chance } from "@fairline/core/testing";
import type { Plan, SitePlan } from "./plan.ts";

/** Chance of its own: what else a seed stands for stays as it is. */
const salt = 0x0_517e;

export const siteAddress = "https://shop.example/";

/** What visitors do with their turn besides: they go to the site. In half of the schedules the room has none. */
export function withSite(plan: Plan): Plan {
  const dice = chance(plan.seed ^ salt);
  if (dice.percent(50)) return plan;
  const settings = { ...plan.settings, returnAddresses: [siteAddress] };
  const visitors = plan.visitors.map((visitor) => {
    const site = siteOf(dice);
    return dice.percent(80) ? { ...visitor, site } : visitor;
  });
  return { ...plan, settings, visitors };
}

/** Most go at once, and their page closes on the way: the browser shows the site instead. */
function siteOf(dice: Chance): SitePlan {
  const isSlow = dice.percent(10);
  return {
    afterMs: dice.percent(60) ? 0 : dice.below(3000),
    wayMs: isSlow ? (limits.codeSeconds - 2) * 1000 + dice.below(6000) : 50 + dice.below(1500),
    page: dice.pick(["closes", "closes", "is cut off", "stays"] as const) ?? "closes",
    brings: dice.pick(["once", "once", "twice at once", "after a thief"] as const) ?? "once",
    renewsEachMs: 500 + dice.below(4000),
  };
}
