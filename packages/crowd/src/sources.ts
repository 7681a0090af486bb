import { limits } from "./limits.ts";

/**
 * The address of this machine that a visitor calls from: one address has about 28,000 ports to call one server from, and
 * one that was just closed counts for a minute. Linux answers for all of 127.0.0.0/8, so a room on the same machine can be
 * called from several. Undefined: whichever the system takes.
 */
export function sourceOf(visitor: number, visitors: number, host: string): string | undefined {
  if (visitors <= limits.visitorsPerSource || !hasManySources(host)) return undefined;
  return `127.0.0.${2 + Math.floor(visitor / limits.visitorsPerSource)}`;
}

export function hasManySources(host: string): boolean {
  return process.platform === "linux" && host.startsWith("127.");
}
