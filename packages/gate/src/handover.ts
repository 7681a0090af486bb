import { type Asking, isCode } from "./asking.ts";
import type { Config } from "./config.ts";
import type { Refusal } from "./decision.ts";
import type { Fairline } from "./fairline.ts";
import type { Leases } from "./lease.ts";
import type { Ongoing } from "./visits.ts";

export type Handover =
  | { readonly kind: "arrived"; readonly ongoing: Ongoing; readonly device: string }
  | { readonly kind: "refused"; readonly why: Refusal };

/**
 * The hand-over: a visitor comes from the room with a code, which the gate changes for the pass, server to server. The code
 * is worth nothing without the cookie of the device that asked for it, and works once.
 */
export async function exchange(
  { nowMs, onTrouble, clockSkewSeconds }: Config,
  fairline: Fairline,
  leases: Leases,
  room: string,
  { code, cookies, device: deviceIn }: Asking,
): Promise<Handover> {
  const device = deviceIn(room);
  if (device === undefined) return { kind: "refused", why: "no_cookies" };
  if (code === undefined || !isCode(code)) return { kind: "refused", why: "code_over" };
  const askedAtMs = nowMs();
  const answer = await fairline.exchange(room, code, device);
  if (answer.kind === "over") return { kind: "refused", why: "code_over" };
  if (answer.kind === "unreachable") return { kind: "refused", why: "unreachable" };
  const shown = { room, token: answer.pass, device, by: "cookie" } as const;
  const taken = await leases.take(answer.pass, shown, askedAtMs);
  if (taken.kind === "refused") return taken;
  const { issuedAtMs, visit } = taken.pass;
  // A visit that was over before this was asked would have got no pass: it is the clock here that is ahead.
  if (visit.expiresAt.getTime() <= askedAtMs) {
    onTrouble({ kind: "clock", aheadSeconds: Math.floor((issuedAtMs - askedAtMs) / 1000) });
    return { kind: "refused", why: "clock" };
  }
  // Behind, it would let visitors in for so long after their end.
  const aheadMs = issuedAtMs - nowMs();
  if (aheadMs > clockSkewSeconds * 1000) {
    onTrouble({ kind: "clock", aheadSeconds: Math.ceil(aheadMs / 1000) });
    return { kind: "refused", why: "clock" };
  }
  return { kind: "arrived", ongoing: { pass: taken.pass, shown, cookies }, device };
}
