import { Settings, type SettingsChange } from "@fairline/core";
import { type Chance, chance } from "@fairline/core/testing";
import { withDeeds } from "./deedsPlan.ts";
import { type Faults, faultsOf } from "./faults.ts";
import { withPlaces } from "./placesPlan.ts";
import { withSite } from "./sitePlan.ts";
import { withMoreTime } from "./timePlan.ts";

/** Everything that is decided beforehand, from the seed alone. It is data: a shrunk plan is a smaller one of these. */
export interface Plan {
  readonly seed: number;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly visitors: readonly VisitorPlan[];
  readonly operations: readonly Operation[];
  /** Until then people come and go, operators act and things fail; afterwards it is calm. */
  readonly calmAtMs: number;
}

export interface VisitorPlan {
  readonly name: string;
  readonly arrivesAtMs: number;
  /** Over HTTP one polls. */
  readonly over: "socket" | "http";
  readonly onTurn: OnTurn;
  /** What the visitor does when called to say "I'm here": the first time, and the last. */
  readonly onCall: readonly [first: Answer, last: Answer];
  /** Who has missed a call says so after so long; nothing: not at all. */
  readonly secondChanceMs?: number;
  /** How the visitor goes to the site when it is their turn; nothing: they stay on the room's page. */
  readonly site?: SitePlan;
  /** What happens to the visitor on the way, in milliseconds after the arrival. */
  readonly episodes: readonly Episode[];
  /** What the site gives during a visit. */
  readonly moreTime?: readonly MoreTime[];
  /** Whoever is done comes again, with a new key, on the same page. */
  readonly comesAgain: boolean;
}

/** What a visitor does with the turn. */
export type OnTurn =
  | { readonly kind: "complete"; readonly afterMs: number }
  /** Submits so long before the visit's end; less than nothing is too late. */
  | { readonly kind: "reserve"; readonly beforeEndMs: number }
  | { readonly kind: "leave"; readonly afterMs: number }
  | { readonly kind: "stay" };

export interface SitePlan {
  /** So long after the turn. */
  readonly afterMs: number;
  readonly wayMs: number;
  /** What becomes of the room's page when the site has let the visitor in. */
  readonly page: "closes" | "is cut off" | "stays";
  /** How the code gets to the gate: a thief who saw it in the address may be there before. */
  readonly brings: "once" | "twice at once" | "after a thief";
  readonly renewsEachMs: number;
}

/** So much more, so long after the visitor has heard of the turn. */
export interface MoreTime {
  readonly afterMs: number;
  readonly seconds: number;
}

/** What a visitor does with a call. */
export type Answer =
  | { readonly kind: "answer"; readonly afterMs: number }
  /** Says "I'm here" so long before the call's time is up; less than nothing is too late. */
  | { readonly kind: "answer late"; readonly beforeEndMs: number }
  | { readonly kind: "miss" }
  | ({ readonly kind: "hand over" } & HandoverPlan);

/** The place goes to another device, if all goes well to the first of these. */
export interface HandoverPlan {
  readonly devices: readonly DevicePlan[];
  /** The code is used so long after it was made, or when the turn is near. */
  readonly uses: "after a while" | "near the head";
  /** What becomes of the page that had the place. */
  readonly afterwards: "goes" | "joins again" | "leaves" | "begins anew";
}

export interface DevicePlan {
  readonly over: VisitorPlan["over"];
  readonly afterMs: number;
}

export type Episode =
  | { readonly atMs: number; readonly kind: "refresh" }
  | { readonly atMs: number; readonly kind: "second tab" }
  | { readonly atMs: number; readonly kind: "lose the network"; readonly forMs: number }
  | { readonly atMs: number; readonly kind: "leave" }
  | { readonly atMs: number; readonly kind: "go away" }
  | { readonly atMs: number; readonly kind: "let others ahead"; readonly places: number }
  | ({ readonly atMs: number; readonly kind: "hand over" } & HandoverPlan);

export type Operation =
  | { readonly atMs: number; readonly kind: "change"; readonly change: SettingsChange }
  | { readonly atMs: number; readonly kind: "reset" }
  /** Whoever has so many people ahead, as the operator sees it then. */
  | { readonly atMs: number; readonly kind: "call in"; readonly ahead: number }
  /** One of those that go on, as the operator sees them then. */
  | { readonly atMs: number; readonly kind: "end a visit"; readonly pick: number }
  /** Of what was done last, the first that can be undone. */
  | { readonly atMs: number; readonly kind: "undo" }
  | { readonly atMs: number; readonly kind: "restart" };

const visitorsMax = 14;
const atOnce: Answer = { kind: "answer", afterMs: 0 };

export function planOf(seed: number, enabled: Faults): Plan {
  const dice = chance(seed);
  const faults = faultsOf(dice, enabled);
  const settings = settingsOf(dice);
  const calmAtMs = (10 + dice.below(30)) * 1000;
  const isBurst = dice.percent(50);
  const visitors = Array.from({ length: 2 + dice.below(visitorsMax - 1) }, (_, i) =>
    visitorOf(dice, `v${i + 1}`, { arriveMs: isBurst ? 1000 : calmAtMs, settings }),
  );
  const operations = [...operatorsOf(dice, calmAtMs), ...restartsOf(dice, calmAtMs, faults)];
  const plan = withPlaces({
    seed,
    settings,
    faults,
    visitors: visitors.sort((a, b) => a.arrivesAtMs - b.arrivesAtMs),
    operations: operations.sort((a, b) => a.atMs - b.atMs),
    calmAtMs,
  });
  return withMoreTime(withSite(withDeeds(plan)));
}

/** Many are called to a room of few slots and short visits: small numbers meet each other more often. */
function settingsOf(dice: Chance): Settings {
  return Settings.parse({
    slots: 1 + dice.below(4),
    // A long visit shows what would be mended by nothing but its end.
    slotSeconds: dice.percent(20) ? 40 + dice.below(60) : 2 + dice.below(8),
    tickSeconds: dice.pick([1, 2, 5, 5]),
    graceSeconds: 2 + dice.below(6),
    holdSeconds: 10 + dice.below(20),
  });
}

function visitorOf(
  dice: Chance,
  name: string,
  { arriveMs, settings }: { arriveMs: number; settings: Settings },
): VisitorPlan {
  return {
    name,
    arrivesAtMs: dice.below(arriveMs),
    over: dice.percent(12) ? "http" : "socket",
    onTurn: onTurnOf(dice, settings.slotSeconds * 1000),
    episodes: Array.from({ length: dice.percent(55) ? 0 : 1 + dice.below(2) }, () =>
      episodeOf(dice, settings),
    ),
    comesAgain: dice.percent(10),
    onCall: [atOnce, atOnce],
  };
}

/** Nobody stays long for the sake of it: the others of a schedule want their turn. */
const staysMsMax = 10_000;

function onTurnOf(dice: Chance, visitMs: number): OnTurn {
  const slotMs = Math.min(visitMs, staysMsMax);
  const drawn = visitMs > staysMsMax ? dice.below(75) : dice.below(100);
  if (drawn < 40) return { kind: "complete", afterMs: dice.below(slotMs) };
  if (drawn < 60 && visitMs <= staysMsMax) return { kind: "reserve", beforeEndMs: dice.below(400) - 100 };
  if (drawn < 72) return { kind: "leave", afterMs: dice.below(slotMs) };
  return { kind: "stay" };
}

function episodeOf(dice: Chance, settings: Settings): Episode {
  const atMs = dice.below(40_000);
  const drawn = dice.below(100);
  if (drawn < 30) return { atMs, kind: "refresh" };
  if (drawn < 45) return { atMs, kind: "second tab" };
  if (drawn < 75) return { atMs, kind: "lose the network", forMs: absenceMs(dice, settings) };
  if (drawn < 87) return { atMs, kind: "leave" };
  return { atMs, kind: "go away" };
}

/** Many come back soon, some at the very last moment, and some too late. */
function absenceMs(dice: Chance, { graceSeconds, holdSeconds }: Settings): number {
  const drawn = dice.below(100);
  if (drawn < 30) return holdSeconds * 1000 + dice.below(3000) - 1000;
  if (drawn < 50) return graceSeconds * 1000 + dice.below(3000) - 1000;
  return 500 + dice.below(drawn < 60 ? 40_000 : 8000);
}

function operatorsOf(dice: Chance, calmAtMs: number): Operation[] {
  const count = dice.percent(40) ? 0 : 1 + dice.below(4);
  return Array.from({ length: count }, (): Operation => {
    const atMs = dice.below(calmAtMs);
    const drawn = dice.below(100);
    if (drawn < 6) return { atMs, kind: "reset" };
    return { atMs, kind: "change", change: changeOf(dice, drawn) };
  });
}

function changeOf(dice: Chance, drawn: number): SettingsChange {
  if (drawn < 50) return { slots: 1 + dice.below(5) };
  if (drawn < 58) return { slotSeconds: 2 + dice.below(8) };
  if (drawn < 64) return { tickSeconds: dice.pick([1, 2, 5]) };
  if (drawn < 82) return { state: "paused" };
  if (drawn < 92) return { state: "open" };
  return { state: "closed" };
}

function restartsOf(dice: Chance, calmAtMs: number, { restart }: Faults): Operation[] {
  const halfMinutes = Math.ceil(calmAtMs / 30_000);
  const times = Array.from({ length: halfMinutes }, () => ({
    drawn: dice.below(1000),
    atMs: dice.below(calmAtMs),
  }));
  return times.filter(({ drawn }) => drawn < restart * 1000).map(({ atMs }) => ({ atMs, kind: "restart" }));
}
