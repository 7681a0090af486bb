import { limits, roughly } from "@fairline/core";
import { sumOf } from "../beside.ts";
import { pricesKnownOn } from "../cost.ts";
import { amount, counted, money, textTable } from "../table.ts";
import type { Inputs } from "./inputs.ts";
import type { Plan } from "./plan.ts";
import { byService } from "./services.ts";
import { shareOnTime } from "./slotsNeeded.ts";

/** The plan as it is read in a terminal. */
export function report(inputs: Inputs, plan: Plan): string {
  return Object.values(partsOf(inputs, plan))
    .filter((part) => part !== undefined)
    .join("\n\n");
}

export function partsOf(inputs: Inputs, plan: Plan) {
  return {
    opening: opening(inputs, plan),
    waits: waits(plan),
    arrivals: arrivals(plan),
    needed: needed(inputs, plan),
    pushes: pushes(plan),
    costs: costs(inputs, plan),
    walls: walls(plan),
    quotas: quotas(inputs, plan),
  };
}

function opening({ slots, slotSeconds, tickSeconds }: Inputs, { outcomes, line, told }: Plan): string {
  const { joined, admitted, gaveUp, completed, expired, noshow } = outcomes;
  const lines = [
    `${counted(joined, "visitor")}, ${counted(slots, "slot")} of at most ${slotSeconds} s, a tick every ${tickSeconds} s.`,
    `${amount(admitted)} are let in: ${amount(completed)} are done early, ${amount(expired)} use all of their time, ${amount(noshow)} do not come.`,
    `${amount(gaveUp)} give up while they wait (${percent(gaveUp / joined)}).`,
  ];
  if (line.longest === 0) lines.push("Nobody waits at any tick.");
  else
    lines.push(
      `The longest line is ${amount(line.longest)}, ${roughly(line.longestAtSeconds)} after the opening; the slots are in use ${percent(line.utilisation ?? 0)} of the time while somebody waits.`,
    );
  lines.push(
    `The last one is let in after ${roughly(line.drainedSeconds)}, and the last visit over after ${roughly(line.overSeconds)}.`,
  );
  const { visitors, within, earlier = 0, later = 0 } = told;
  if (within !== undefined)
    lines.push(
      `Of the waits that pages tell at first, ${percent(within)} hold (of ${amount(visitors)}; the aim is 80 %): ${percent(earlier)} come earlier than told, ${percent(later)} later.`,
    );
  return lines.join("\n");
}

function waits({ waits }: Plan): string {
  if (waits === undefined) return "Nobody is let in.";
  const { meanSeconds, medianSeconds, p90Seconds, p95Seconds, longestSeconds } = waits;
  return [
    "Waits of those who are let in",
    textTable([
      ["mean", "median", "p90", "p95", "longest"],
      [meanSeconds, medianSeconds, p90Seconds, p95Seconds, longestSeconds].map(roughly),
    ]),
    "",
    textTable([
      ["so many", ...tenths.map((tenth) => percent(tenth / 10))],
      ["wait at most", ...tenths.map((tenth) => roughly(waits.shares[tenth * 10 - 1]?.seconds ?? 0))],
    ]),
  ].join("\n");
}

const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function arrivals({ byArrival }: Plan): string {
  return [
    "By time of arrival: how long whoever comes then and stays waits",
    textTable([
      ["come from", "to", "visitors", "give up", "median", "p90"],
      ...byArrival.map(({ fromSeconds, toSeconds, visitors, gaveUp, medianSeconds, p90Seconds }) => [
        roughly(fromSeconds),
        roughly(toSeconds),
        amount(visitors),
        amount(gaveUp),
        roughly(medianSeconds),
        roughly(p90Seconds),
      ]),
    ]),
  ].join("\n");
}

function needed(inputs: Inputs, { slotsNeeded }: Plan): string | undefined {
  if (slotsNeeded === undefined) return undefined;
  const { slots, targetSeconds, onTime, onTimeAsPlanned } = slotsNeeded;
  const target = `For nine of ten to wait at most ${roughly(targetSeconds)}`;
  const about = mayGiveUp(inputs) ? "about " : "";
  const now = `With ${amount(inputs.slots)} it is ${percent(onTimeAsPlanned)} of all who come, had they stayed.`;
  return slots === undefined
    ? `${target}, no X is enough: with ${amount(limits.slotsMax)} it is ${percent(onTime)}. ${now}`
    : `${target}, X must be ${about}${amount(slots)} (then ${percent(onTime)}; ${percent(shareOnTime)} is the aim). ${now}`;
}

/** Then the search for slots is right but for chance. */
function mayGiveUp({ patienceMs, abandon }: Inputs): boolean {
  return patienceMs !== undefined || abandon > 0;
}

function pushes({ pushes }: Plan): string {
  const { places, perSecondMax, peakPerSecond, peakPerSecondEveryTick, total, totalEveryTick } = pushes;
  const lines = [
    `Pushes (${perSecondMax === Number.POSITIVE_INFINITY ? "no budget" : `budget ${amount(perSecondMax)}/s`} for those in line; visits under way come on top)`,
    textTable([
      ["", "a second, at the peak", "in all"],
      ["as places are told", amount(peakPerSecond), amount(total)],
      ["if all heard every tick", amount(peakPerSecondEveryTick), amount(totalEveryTick)],
    ]),
  ];
  if (places.length === 0) return lines.join("\n");
  return [
    ...lines,
    "",
    textTable([
      ["place in the longest line", ...places.map(({ place }) => amount(place))],
      ["hears every", ...places.map(({ everySeconds }) => roughly(everySeconds))],
    ]),
  ].join("\n");
}

function costs({ visitors, region }: Inputs, { bill }: Plan): string {
  const elsewhere = region === "us-east-1" ? "" : `; ${region} may differ`;
  return [
    "Cost on AWS",
    textTable([
      ...byService(bill.lines).map(({ service, dollars }) => [service, money(dollars)]),
      ["together", money(bill.dollars)],
      ["a thousand visitors", money((bill.dollars / visitors) * 1000)],
      ...bill.beside.map(({ what, dollars }) => [`beside it, roughly: ${what}`, money(dollars)]),
      ["with these", money(bill.dollars + sumOf(bill.beside))],
    ]),
    `Prices of us-east-1, first tier, no free tier, no taxes${elsewhere}; the oldest was read ${pricesKnownOn()} (docs/cost.md).`,
  ].join("\n");
}

/** What no quota moves stands first: no form helps there. */
function walls({ walls }: Plan): string | undefined {
  if (walls.length === 0) return undefined;
  const rows = walls.map(({ what, needed, limit, unit, verdict, askFor, where }) => [
    what,
    amount(needed),
    `${amount(limit)} ${unit}`,
    {
      raise: `raise to ${amount(askFor ?? 0)} in ${where}`,
      near: `nearly full, no quota moves it (${where})`,
      wall: `too small, no quota moves it (${where})`,
    }[verdict],
  ]);
  return [
    "Walls, and the stacks' own bounds",
    textTable([["", "needed", "there is", ""], ...rows]),
    "",
    "Beyond them:",
    ...walls.map(({ what, beyond }) => `  ${what}: ${beyond}`),
  ].join("\n");
}

function quotas({ region }: Inputs, { quotas, walls, reconnecting, scaleCommand }: Plan): string {
  const tight = quotas.filter(({ verdict }) => verdict !== "enough");
  const rows = quotas.map(({ what, needed, limit, verdict, askFor, where }) => [
    what,
    amount(needed),
    amount(limit),
    {
      enough: "enough",
      raise: `raise to ${amount(askFor ?? 0)}`,
      near: "nearly full, cannot be raised",
      wall: "too small, cannot be raised",
    }[verdict],
    verdict === "raise" ? where : "",
  ]);
  return [
    `AWS quotas of ${region}, as they are by default (a new account may have less)`,
    textTable([["", "needed", "by default", "", ""], ...rows]),
    ...(tight.length === 0
      ? [
          `No quota is to be raised${walls.length === 0 ? "." : `, but: ${walls.map(({ what }) => what).join("; ")}.`}`,
        ]
      : [
          "",
          "If not:",
          ...tight.map(({ quota, beyond, limit }) => `  above ${amount(limit)} ${quota.unit}: ${beyond}`),
        ]),
    "",
    ...(reconnecting === 0
      ? []
      : [
          `${amount(reconnecting)} stay for longer than two hours, after which API Gateway ends their sockets. They open others, as fast as they came: the connections count them again.`,
          "",
        ]),
    "How soon each has a number, were all to come evenly and nobody to give up:",
    `  ${scaleCommand}`,
  ].join("\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;
}
