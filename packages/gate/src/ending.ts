import { limits } from "./limits.ts";

/** What the site's answer says of the visit, in its header `fairline`. */
export type Instruction =
  | { readonly kind: "complete" }
  | { readonly kind: "extend"; readonly seconds: number }
  | { readonly kind: "unreadable" };

/** The header is for the gate alone: visitors never get to see it. */
export const instructionHeader = "fairline";

/** Read to the letter: `complete` or `extend=60`. Anything else ends nobody's visit. */
export function readInstruction(value: string): Instruction {
  if (value === "complete") return { kind: "complete" };
  const seconds = Number(/^extend=([1-9]\d{0,4})$/.exec(value)?.[1]);
  return seconds <= limits.visitSecondsMax ? { kind: "extend", seconds } : { kind: "unreadable" };
}

/** What a visitor gets to see is for that visitor: no cache between may give it to others. */
export function keepFromOthers(headers: Headers): void {
  const said = headers.get("cache-control");
  const kept = (said ?? "no-store")
    .split(",")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^(public|private|s-maxage)\b/i.test(directive));
  headers.set("cache-control", ["private", ...kept].join(", "));
  // Caches at the edge have headers of their own, which go before that.
  for (const name of [...headers.keys()])
    if (name === "surrogate-control" || name.endsWith("cdn-cache-control")) headers.delete(name);
  const vary = headers.get("vary");
  if (vary !== "*" && !/(^|,)\s*cookie\s*(,|$)/i.test(vary ?? "")) headers.append("vary", "Cookie");
}
