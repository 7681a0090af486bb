/** How often what happened: a run in which nothing happens proves nothing. */
export interface Tally {
  count(what: string): void;
  readonly counts: Readonly<Record<string, number>>;
}

export function tally(): Tally {
  const counts: Record<string, number> = {};
  return {
    counts,
    count(what) {
      counts[what] = (counts[what] ?? 0) + 1;
    },
  };
}
