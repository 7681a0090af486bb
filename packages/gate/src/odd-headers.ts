/**
 * Headers as a cloud tells them, which may hold what the Fetch standard has no headers for: visitors and sites write what
 * they like. The gate reads on: a character that cannot stand in a value is a question mark to it, and a header of an
 * impossible name is not there. What is sent on stays as it came.
 */
export function readHeaders(lines: Iterable<readonly [name: string, value: string | undefined]>): Headers {
  const headers = new Headers();
  for (const [name, value] of lines) {
    if (!value) continue;
    try {
      headers.append(name, readable(value));
    } catch {
      // No header has such a name.
    }
  }
  return headers;
}

/** A value whose other parts can be read: among a browser's cookies, one of somebody else's does not hide the pass. */
export function readable(value: string): string {
  return value.replace(/[^\t\x20-\xff]/g, "?");
}
