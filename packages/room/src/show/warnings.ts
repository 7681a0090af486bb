import { type DeadLetters, duration, type LiveView, limits } from "@fairline/core";
import { count } from "./words.ts";

/** So much of the budget is as good as all of it. */
const budgetShareMax = 0.95;

/** What an operator has to look after. */
export function warningsOf(view: LiveView): string[] {
  const { snapshot, deadLetters, pushes } = view;
  const age = secondsSinceTick(view);
  // Two of them, and a moment for the way.
  const ageMax = 2 * snapshot.tickSeconds + limits.strandedAfterMs / 1000;
  return [
    ...(age !== undefined && age > ageMax
      ? [
          `Ticks fail to come: the last one came ${duration(age)} ago. Places are old, and idle slots are not filled.`,
        ]
      : []),
    ...(deadLetters !== undefined && Object.values(deadLetters).some((letters) => letters > 0)
      ? [`There are dead letters, messages that nobody could use: ${deadLetterText(deadLetters)}.`]
      : []),
    ...(pushes.perSecond >= budgetShareMax * pushes.perSecondMax
      ? ["Pushes are at their budget: those far back in line hear less often. Nobody's turn is delayed."]
      : []),
  ];
}

/** Both times are the server's: no clock of this machine is in it. Nothing: there was no tick yet. */
export function secondsSinceTick({ snapshot, lastTickAt }: LiveView): number | undefined {
  if (lastTickAt === undefined) return undefined;
  return Math.max(0, Date.parse(snapshot.at) - Date.parse(lastTickAt)) / 1000;
}

/** By queue: `Lobby 0, Turns 1, Ticks 0`. */
export function deadLetterText(deadLetters: DeadLetters): string {
  return Object.entries(deadLetters)
    .map(([queue, letters]) => `${queue} ${count(letters)}`)
    .join(", ");
}
