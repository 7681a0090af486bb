/** Something that was heard from the server, and when. */
export interface Heard {
  readonly receivedAtMs: number;
  /** Why nothing newer came. */
  readonly trouble?: string;
}

/** So many answers may be missing before what is shown is called stale. */
const missedMax = 3;

export function isStale({ receivedAtMs }: Heard, everyMs: number, nowMs: number): boolean {
  return nowMs - receivedAtMs > missedMax * everyMs;
}

/** How old something of the server's is now, by the server's clock when it answered and ours since then. */
export function ageSeconds(at: string, heard: { at: string; receivedAtMs: number }, nowMs: number): number {
  const then = Date.parse(heard.at) - Date.parse(at);
  return Math.max(0, then + nowMs - heard.receivedAtMs) / 1000;
}
