import { createGate, type Gate, type Visit } from "@fairline/gate";
import type { Options } from "./options.ts";

/** What stands behind the gate, and what does not: the same for both shops. */
export function shopGate({ fairline, room, siteKey }: Options): Gate {
  return createGate({
    url: fairline,
    room,
    // `/more-time` asks the gate itself, and so needs no gate before it.
    protect: ["/seats/*", "/checkout", "/api/*"],
    siteKey,
  });
}

/** The visit of a request that came through the gate. */
export function visitOf({ visit }: { readonly visit?: Visit | undefined }): Visit {
  if (visit === undefined) throw new Error("This page must stand behind the gate.");
  return visit;
}
