import { type Going, siteHost } from "./going.ts";
import type { Words } from "./language.ts";
import { fill } from "./say.ts";
import type { VisitorState } from "./state.ts";

type Onward = Pick<VisitorState, "going" | "facts" | "cameFrom">;

/** What the button is called. Where nothing leads on, it only asks once more. */
export function goLabel(state: Onward, words: Words): string {
  if (state.going.kind === "noWayBack") return words.retry;
  const site = siteHost(state);
  return site === undefined ? words.goOn : fill(words.goTo, { site });
}

/** That the visitor has been let in; nothing where there is nowhere to go, for the two would contradict each other. */
export function goText(going: Going, words: Words): string | undefined {
  return going.kind === "noWayBack" ? undefined : words.goText;
}
