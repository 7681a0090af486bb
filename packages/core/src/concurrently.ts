/** Runs `work` on every item, so many at once, and waits for all. The first failure is thrown when all have stopped. */
export async function concurrently<T>(
  items: Iterable<T>,
  atOnceMax: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const all = [...items];
  const queue = all.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of queue) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, all.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
