/**
 * The address of a request whose target is there as it was sent (`req.url` in Node). `new URL` would follow its dots, and
 * the gate would judge another path than the one that the site gets to see: here they are kept, behind an encoding that the
 * gate sees through, and a site never gets to see.
 */
export function addressOf(origin: string, target: string): URL {
  const inside = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#]*(.*)$/is.exec(target)?.[1] ?? target;
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(inside) ?? [];
  const kept = path
    .replaceAll("\\", "%5C")
    .replace(/(?<=^|\/)(?:\.|%2e){1,2}(?=\/|$)/gi, (dots) => dots.replace(/\.|%2e/gi, "%252e"));
  return new URL(`${origin}${kept.startsWith("/") ? "" : "/"}${kept}${rest}`);
}

/** Whether a request may have such a target: "/…", a whole address, or "*". Others, and line breaks, are read in many ways. */
export function isTarget(text: string): boolean {
  return /^(?:\/|\*$|[a-z][a-z0-9+.-]*:\/\/[^/\\?#])[^\p{Cc}#]*$/iu.test(text);
}
