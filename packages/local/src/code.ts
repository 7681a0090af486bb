import type { Settings } from "@fairline/core";
import type { HandlerName } from "@fairline/functions/wiring.ts";
import type { Handler } from "./functions.ts";
import type { HttpApi } from "./gateway/http.ts";

/** What of `packages/functions` runs here. */
export interface Code {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly api: HttpApi;
  /** Writes a room's first settings; a room that is there already keeps its live ones. */
  readonly ensureRoom: (room: string, settings: Settings) => Promise<"created" | "kept">;
}

/** Mappings, state machines and the schedule invoke these; the HTTP API is called by the gateway. */
const invoked: readonly HandlerName[] = [
  "register",
  "admit",
  "openVisit",
  "settleVisit",
  "scheduleTicks",
  "tick",
];

/** The environment must be set: the handlers read it when they are first called. */
export async function importCode(): Promise<Code> {
  const [{ app }, { ensureRoom }, ...handlers] = await Promise.all([
    import("@fairline/functions/handlers/api.ts" as string),
    import("@fairline/functions/rooms.ts" as string),
    ...invoked.map((name) => import(`@fairline/functions/handlers/${name}.ts`)),
  ]);
  const byName = invoked.map((name, index): [string, Handler] => [name, handlers[index].handler]);
  return { handlers: Object.fromEntries(byName), api: app, ensureRoom };
}
