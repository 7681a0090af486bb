/** A token bucket, as AWS throttles: so much a second, and so much at once after a pause. */
export interface Bucket {
  /** What is granted of what is wanted within one second. To be asked once a second. */
  take(wanted: number): number;
}

export function createBucket(perSecond: number, size: number): Bucket {
  let saved = size;
  return {
    take(wanted) {
      const there = saved + perSecond;
      const granted = Math.min(wanted, there);
      saved = Math.min(size, there - granted);
      return granted;
    },
  };
}
