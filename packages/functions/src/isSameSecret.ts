import { createHash, timingSafeEqual } from "node:crypto";

/** Takes equally long whatever the difference is: hashes have one length, and nothing can be learned from them. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
