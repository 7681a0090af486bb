/** Cuts a list into pieces of at most so many, for services that take no more in one request. */
export function* chunks<T>(items: readonly T[], size: number): Iterable<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
