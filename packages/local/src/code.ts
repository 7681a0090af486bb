import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Settings } from "@fairline/core";
import { type HandlerName, handlerNames } from "@fairline/functions/wiring.ts";
import type { Handler } from "./functions.ts";
import type { HttpApi } from "./gateway/http.ts";

/** What of `packages/functions` runs here. */
export interface Code {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly api: HttpApi;
  /** Writes a room's first settings; a room that is there already keeps its live ones. */
  readonly ensureRoom: (room: string, settings: Settings) => Promise<"created" | "kept">;
}

/** The environment must be set: the handlers read it when they are first called. */
export async function importCode(): Promise<Code> {
  const [{ app }, { ensureRoom }, ...handlers] = await Promise.all([
    import(addressOf("api")),
    import("@fairline/functions/rooms.ts" as string),
    ...handlerNames.map((name) => import(addressOf(name))),
  ]);
  const byName = handlerNames.map((name, index): [string, Handler] => [name, handlers[index].handler]);
  return { handlers: Object.fromEntries(byName), api: app, ensureRoom };
}

/** The sources, unless `FAIRLINE_BUNDLES` names the folder of the bundles that the cloud gets (`npm run bundle`). */
function addressOf(handler: HandlerName): string {
  const folder = process.env.FAIRLINE_BUNDLES;
  return folder === undefined
    ? `@fairline/functions/handlers/${handler}.ts`
    : pathToFileURL(resolve(folder, `${handler}.mjs`)).href;
}
