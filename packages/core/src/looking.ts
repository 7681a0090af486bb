import { isAtOnce, roughly } from "./durations.ts";
import { limits } from "./limits.ts";
import type { LiveView } from "./operating.ts";
import type { WaitRange } from "./pace.ts";
import type { Settings } from "./settings.ts";

/** What whoever looks at a room makes of what they see: the console and the command line alike. */

/** How often a room is looked at by who watches it. Between ticks little happens, but settings may change. */
export function lookEverySeconds({ tickSeconds }: Pick<Settings, "tickSeconds">): number {
  return Math.min(tickSeconds, limits.lookSecondsMax);
}

/** What an operator has to look after, the weightiest first. */
export type Warning = "ticks" | "deadLetters";

export const warningTexts: Readonly<Record<Warning, string>> = {
  ticks:
    "Ticks fail to come: places are old, and idle slots are not filled. Look at the queue Ticks and the function tick.",
  deadLetters:
    "There are dead letters, messages given up that no function could use: the queues whose names end in Dead hold them.",
};

/** What is wrong in a room. `sinceSeconds`: what has passed since the view was made. */
export function warningsOf(view: LiveView, sinceSeconds = 0): readonly Warning[] {
  const age = tickAgeSeconds(view, sinceSeconds);
  return [
    ...(age !== undefined && isTickLate(age, view.snapshot) ? ["ticks" as const] : []),
    ...(deadLettersIn(view) > 0 ? ["deadLetters" as const] : []),
  ];
}

/** How old the last tick is, both times being the server's. Nothing: there was none yet. */
export function tickAgeSeconds({ snapshot, lastTickAt }: LiveView, sinceSeconds = 0): number | undefined {
  if (lastTickAt === undefined) return undefined;
  return Math.max(0, (Date.parse(snapshot.at) - Date.parse(lastTickAt)) / 1000 + sinceSeconds);
}

/** The last tick is older than it can be where ticks come: two of them, and a moment for the way. */
export function isTickLate(ageSeconds: number, { tickSeconds }: Pick<Settings, "tickSeconds">): boolean {
  return ageSeconds > 2 * tickSeconds + limits.strandedAfterMs / 1000;
}

export function deadLettersIn({ deadLetters }: Pick<LiveView, "deadLetters">): number {
  return deadLetters === undefined ? 0 : deadLetters.Lobby + deadLetters.Turns + deadLetters.Ticks;
}

/** So much of the budget is as good as all of it. */
const budgetShareMax = 0.95;

/** Nothing is wrong then: those far back in line hear less often, as they are meant to. */
export function pushesAreAtBudget({ pushes }: Pick<LiveView, "pushes">): boolean {
  return pushes.perSecond >= budgetShareMax * pushes.perSecondMax;
}

/** What a wait is likely to be, and between what it falls eight times of ten: no range where both ends read the same. */
export function waitSaid(wait: WaitRange | undefined): { readonly likely: string; readonly range?: string } {
  if (wait === undefined) return { likely: "not known", range: "nobody is called just now" };
  const { earliestSeconds, likelySeconds, latestSeconds } = wait;
  const likely = isAtOnce(likelySeconds) ? "at once" : roughly(likelySeconds);
  const [earliest, latest] = [roughly(earliestSeconds), roughly(latestSeconds)];
  return earliest === latest ? { likely } : { likely, range: `${earliest} to ${latest}` };
}
