import * as z from "zod/mini";

/** What a browser kept may be anything by now: out of these bounds it is no time, and no number, of a room. */
const timeMsMax = Date.parse("9999-12-31T23:59:59Z");
const numberMax = 100_000_000;
const secondsMax = 10_000_000;

export const KeptTime = z.number().check(z.minimum(0), z.maximum(timeMsMax));
export const KeptNumber = z.int().check(z.minimum(0), z.maximum(numberMax));
export const KeptSeconds = z.number().check(z.minimum(0), z.maximum(secondsMax));

/** What the text says, if it is JSON. */
export function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}
