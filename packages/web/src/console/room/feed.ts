import { LiveView, limits, lookEverySeconds, type SampleView } from "@fairline/core";
import { type Heard, isStale } from "../fresh.ts";
import { type Asks, notUnderstood, troubleText } from "../requests.ts";

/** What is known of the room just now. An old view stays on the screen when no new one comes, and is called old. */
export type Feed =
  | { readonly feed: "loading" }
  | ({ readonly feed: "live"; readonly view: LiveView } & Heard)
  | { readonly feed: "unknownRoom" }
  | { readonly feed: "trouble"; readonly trouble: string };
export type LiveFeed = Extract<Feed, { feed: "live" }>;

/** Until something is known of the room, each second. */
const firstEveryMs = 1000;

export function lookEveryMs(feed: Feed): number {
  return feed.feed === "live" ? lookEverySeconds(feed.view.snapshot) * 1000 : firstEveryMs;
}

/** What has passed since the view was received. */
export function sinceSeconds({ receivedAtMs }: LiveFeed, nowMs: number): number {
  return (nowMs - receivedAtMs) / 1000;
}

/** How old what is shown is, if it is too old to be told as it is. */
export function staleSecondsOf(feed: Feed, nowMs: number): number | undefined {
  return feed.feed === "live" && isStaleFeed(feed, nowMs) ? sinceSeconds(feed, nowMs) : undefined;
}

export function isStaleFeed(feed: Feed, nowMs: number): boolean {
  return feed.feed === "live" && isStale(feed, lookEveryMs(feed), nowMs);
}

/** Reads the live view once; of the samples only those that are not known yet. */
export async function readFeed(asks: Asks, path: string, before: Feed, nowMs: () => number): Promise<Feed> {
  const last = before.feed === "live" ? before.view.samples.at(-1)?.at : undefined;
  const since = last === undefined ? "" : `?since=${encodeURIComponent(last)}`;
  const answer = await asks("GET", `${path}/live${since}`);
  if (!answer.ok && answer.status === 404) return { feed: "unknownRoom" };
  if (!answer.ok) return troubled(before, troubleText(answer));
  const read = LiveView.safeParse(answer.body);
  if (!read.success) return troubled(before, notUnderstood);
  return { feed: "live", view: joined(before, read.data), receivedAtMs: nowMs() };
}

/** The view with the samples that were known before. Another run's are of another line. */
function joined(before: Feed, view: LiveView): LiveView {
  if (before.feed !== "live" || before.view.run !== view.run) return view;
  return { ...view, samples: appended(before.view.samples, view.samples, limits.samplesMax) };
}

/** What is newer is put behind; what is too much falls off in front. */
export function appended(
  known: readonly SampleView[],
  more: readonly SampleView[],
  samplesMax: number,
): SampleView[] {
  const last = known.at(-1);
  const news = last === undefined ? more : more.filter(({ at }) => Date.parse(at) > Date.parse(last.at));
  return [...known, ...news].slice(-samplesMax);
}

function troubled(before: Feed, trouble: string): Feed {
  return before.feed === "live" ? { ...before, trouble } : { feed: "trouble", trouble };
}
