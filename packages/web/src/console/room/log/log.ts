import { AuditPage, type AuditView } from "@fairline/core";
import { type Asks, notUnderstood, troubleText } from "../../requests.ts";

/** Who did what, the newest first. */
export interface Log {
  readonly entries: readonly AuditView[];
  /** There are older ones. */
  readonly more: boolean;
  readonly reading: "not yet" | "read" | "reading more";
  /** Why nothing newer, or older, could be read. */
  readonly trouble?: string;
}

export const emptyLog: Log = { entries: [], more: false, reading: "not yet" };
export const logEveryMs = 5000;

/** Reads the newest entries, or those before an entry. Gives a sentence if that failed. */
export async function readLog(asks: Asks, path: string, before?: string): Promise<AuditPage | string> {
  const query = before === undefined ? "" : `?before=${encodeURIComponent(before)}`;
  const answer = await asks("GET", `${path}/audit${query}`);
  if (!answer.ok) return troubleText(answer);
  const page = AuditPage.safeParse(answer.body);
  return page.success ? page.data : notUnderstood;
}

/** The newest entries, with the older ones that were read before. */
export function withNewest(log: Log, page: AuditPage): Log {
  const oldest = page.entries.at(-1)?.id;
  const place = log.entries.findIndex(({ id }) => id === oldest);
  const reading = log.reading === "not yet" ? "read" : log.reading;
  // So much has happened that there is a gap: older ones are read again when they are asked for.
  if (place < 0) return { entries: page.entries, more: page.more, reading };
  const older = log.entries.slice(place + 1);
  return { entries: [...page.entries, ...older], more: older.length > 0 ? log.more : page.more, reading };
}

export function withOlder(log: Log, page: AuditPage): Log {
  return { entries: [...log.entries, ...page.entries], more: page.more, reading: "read" };
}
