import type { Sample, SampleView } from "@fairline/core";

/** A moment as answers write it. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function sampleView({ atMs, ...figures }: Sample): SampleView {
  return { at: iso(atMs), ...figures };
}
