import { Samples, type SampleView } from "@fairline/core";
import type { Asks } from "../requests.ts";
import { appended } from "./feed.ts";

export const historyEveryMs = 60_000;
/** One a minute, of a day. */
const samplesMax = 24 * 60;

/** The samples of the day; those that are known already are not asked for again. A failure changes nothing. */
export async function readHistory(
  asks: Asks,
  path: string,
  known: readonly SampleView[],
): Promise<readonly SampleView[]> {
  const last = known.at(-1)?.at;
  const since = last === undefined ? "" : `?since=${encodeURIComponent(last)}`;
  const answer = await asks("GET", `${path}/samples${since}`);
  const read = answer.ok ? Samples.safeParse(answer.body) : undefined;
  return read?.success ? appended(known, read.data.samples, samplesMax) : known;
}
