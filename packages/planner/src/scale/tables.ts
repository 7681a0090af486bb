import type { Event } from "../event.ts";
import { type Quota, quotas, whereToRaise } from "../quotas.ts";
import { amount } from "../table.ts";
import { type BoundName, byDefault } from "./allowance.ts";
import { type Load, loadOf } from "./load.ts";
import { ownBounds } from "./ownBounds.ts";
import { raisesFor } from "./raised.ts";
import { scenesOf } from "./scenes.ts";
import { boundOf, type Stage, saturatesAt, stages } from "./stages.ts";
import { type Story, tell } from "./story.ts";

export function storyRows(event: Event): string[][] {
  const told = scenesOf(event).map(({ name, allowed }) => ({ name, story: tell(event, allowed) }));
  const row = (name: string, cell: (story: Story) => string) => [
    name,
    ...told.map(({ story }) => cell(story)),
  ];
  return [
    ["", ...told.map(({ name }) => name)],
    row("half have a number within", ({ numberSeconds }) => time(numberSeconds.p50)),
    row("19 of 20 within", ({ numberSeconds }) => time(numberSeconds.p95)),
    row("the last of them within", ({ numberSeconds }) => time(numberSeconds.max)),
    row("everybody has one after", ({ allPlacedAt }) =>
      allPlacedAt === undefined ? "never" : time(allPlacedAt + 1),
    ),
    row("at most so many are without a socket", ({ withoutSocketMax }) => amount(withoutSocketMax)),
    row("and try to open so many a second", ({ socketTriesMax }) => amount(socketTriesMax)),
    row("at most so many joins are queued", ({ lobbyMax }) => amount(lobbyMax)),
    row("asked of API Gateway a second, at most", ({ requestsMax }) => amount(requestsMax)),
    row("of which it refuses, at most", ({ refusedMax }) => percent(refusedMax)),
    row("the last one is admitted after", ({ lastAdmittedAt }) => time(lastAdmittedAt)),
  ];
}

/** Arrivals a second, for as long as in the event. */
const rates = [500, 600, 1000, 2000, 3000];

export function sweepRows(event: Event): string[][] {
  const scenes = scenesOf(event);
  return [
    ["visitors a second", ...scenes.map(({ name }) => name)],
    ...rates.map((rate) => {
      const at = { ...event, visitors: rate * event.arriveSeconds };
      const cells = scenes.map(({ allowed }) =>
        time(tell(at, allowed, { endsWhenPlaced: true }).numberSeconds.p95),
      );
      return [amount(rate), ...cells];
    }),
  ];
}

const units: Readonly<Record<keyof Load, string>> = {
  joinsPerSecond: "joins/s",
  visitsPerSecond: "visits/s",
  lookingPerSecond: "joins/s",
  waiting: "waiting",
  withoutSocket: "without a socket",
};

export function stageRows(event: Event): string[][] {
  const load = loadOf(event, byDefault);
  return [
    ["stage", "full at", "the event brings", "that is", "bound", "what visitors notice", "what helps"],
    ...[...stages]
      .sort((a, b) => share(b, event) - share(a, event))
      .map((stage) => [
        stage.name,
        `${amount(saturatesAt(stage, event, byDefault))} ${units[stage.by]}`,
        amount(load[stage.by]),
        percent(share(stage, event)),
        boundText(stage, event),
        stage.noticed,
        `${stage.isWall ? "**no quota**; " : ""}${stage.answer}`,
      ]),
  ];
}

/** How much of the stage's bound the event uses. */
function share(stage: Stage, event: Event): number {
  return stage.use(loadOf(event, byDefault), event) / boundOf(stage, event, byDefault);
}

function boundText(stage: Stage, event: Event): string {
  const { bound } = stage;
  if (bound === "tickSeconds") return `N = ${event.tickSeconds} s`;
  const { unit } =
    bound in ownBounds ? ownBounds[bound as keyof typeof ownBounds] : quotas[bound as keyof typeof quotas];
  return `${amount(boundOf(stage, event, byDefault))} ${unit}`;
}

export function raiseRows(event: Event): string[][] {
  return [
    ["what", "where", "from", "to"],
    ...raisesFor(event).map(({ bound, from, to }) => [...whatToRaise(bound), amount(from), amount(to)]),
  ];
}

function whatToRaise(bound: BoundName): [what: string, where: string] {
  if (bound in ownBounds) {
    const { name, file } = ownBounds[bound as keyof typeof ownBounds];
    return [name, `\`stacks/${file}\``];
  }
  const quota: Quota = quotas[bound as keyof typeof quotas];
  return [`${quota.service}: ${quota.name}`, whereToRaise(quota)];
}

export function quotaRows(): string[][] {
  const all: Quota[] = Object.values(quotas);
  return [
    ["service", "quota", "default", "least", "unit", "raised on request", "code", "known on", "source"],
    ...all.map((quota) => {
      const { service, name, code, limit, unit, adjustable, source, knownOn } = quota;
      const least = Math.min(...limitsOf(quota));
      return [
        service,
        name,
        amount(limit),
        least === limit ? "" : amount(least),
        unit,
        adjustable ? "yes" : "no",
        code ?? "",
        knownOn,
        `[AWS](${source})`,
      ];
    }),
  ];
}

/** Which regions have which default, of the quotas of which not all have the same. */
export function regionRows(): string[][] {
  const all: Quota[] = Object.values(quotas);
  return [
    ["quota", "default", "in"],
    ...all
      .filter((quota) => limitsOf(quota).length > 1)
      .flatMap((quota) => {
        const { service, name, limit, byRegion = [], elsewhere } = quota;
        return [
          ...byRegion.map(({ limit, regions }) => [amount(limit), regions.join(", ")]),
          [amount(elsewhere ?? limit), "all others"],
        ].map((row, index) => [index === 0 ? `${service}: ${name}` : "", ...row]);
      }),
  ];
}

function limitsOf({ limit, byRegion = [], elsewhere = limit }: Quota): number[] {
  return [...new Set([limit, ...byRegion.map((some) => some.limit), elsewhere])];
}

export function ownRows(): string[][] {
  return [
    ["bound", "limit", "unit", "where"],
    ...Object.values(ownBounds).map(({ name, limit, unit, file }) => [
      name,
      amount(limit),
      unit,
      `\`stacks/${file}\``,
    ]),
  ];
}

export function time(seconds: number): string {
  if (seconds < 1) return "1 s";
  if (seconds < 120) return `${amount(seconds)} s`;
  return seconds < 7200 ? `${amount(Math.round(seconds / 60))} min` : `${amount(seconds / 3600)} h`;
}

export function percent(share: number): string {
  return `${amount(Math.round(100 * share))} %`;
}
