/** What has to be done to headers to make others of them. */
export interface HeaderChanges {
  readonly removed: readonly string[];
  /** Name and values; several only for `set-cookie`, which cannot be joined. */
  readonly set: readonly (readonly [name: string, values: readonly string[]])[];
}

/**
 * Only what differs: whatever stays is left as the site wrote it, with its capitals, and where the place forbids some headers
 * to be written it is not even tried.
 */
export function headerChanges(before: Headers, after: Headers): HeaderChanges {
  return {
    removed: [...new Set(before.keys())].filter((name) => !after.has(name)),
    set: [...new Set(after.keys())]
      .map((name) => [name, valuesOf(after, name)] as const)
      .filter(([name, values]) => valuesOf(before, name).join("\n") !== values.join("\n")),
  };
}

/** One at most, joined; several only of `set-cookie`. */
export function valuesOf(headers: Headers, name: string): readonly string[] {
  if (name === "set-cookie") return headers.getSetCookie();
  const value = headers.get(name);
  return value === null ? [] : [value];
}
