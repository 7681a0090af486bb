import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Settings } from "@fairline/core";
import type { OwnMeans } from "@fairline/functions/runtime.ts";
import { type HandlerName, handlerNames } from "@fairline/functions/wiring.ts";
import type { Handler } from "./functions.ts";
import type { HttpApi } from "./gateway/http.ts";

/** The folder of the bundles that the cloud gets (`npm run bundle`), if they are to run here. */
const bundles = process.env.FAIRLINE_BUNDLES;

/** What of `packages/functions` runs here. */
export interface Code {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly api: HttpApi;
  /** Writes a room's first settings; a room that is there already keeps its live ones. */
  readonly ensureRoom: (room: string, settings: Settings) => Promise<"created" | "kept">;
  /** Gives the handlers what is in this process. Bundles take nothing: each holds its own copy of what they share. */
  readonly bring?: (means: OwnMeans) => void;
}

/** The environment must be set: the handlers read it when they are first called. */
export async function importCode(): Promise<Code> {
  const [{ app }, { ensureRoom }, { bring }, ...handlers] = await Promise.all([
    import(addressOf("api")),
    import("@fairline/functions/rooms.ts" as string),
    import("@fairline/functions/runtime.ts" as string),
    ...handlerNames.map((name) => import(addressOf(name))),
  ]);
  const byName = handlerNames.map((name, index): [string, Handler] => [name, handlers[index].handler]);
  const code = { handlers: Object.fromEntries(byName), api: app, ensureRoom };
  return bundles === undefined ? { ...code, bring } : code;
}

/** The sources, unless there are bundles. */
function addressOf(handler: HandlerName): string {
  return bundles === undefined
    ? `@fairline/functions/handlers/${handler}.ts`
    : pathToFileURL(resolve(bundles, `${handler}.mjs`)).href;
}
