import type { Clock } from "./ports.ts";
import type { Link } from "./state.ts";

/** A connection that is back within this long was hardly gone: API Gateway ends every one after two hours. */
const lostAfterMs = 2000;
const foundShownMs = 4000;

/** What the visitor is told of the connection. It hears what is so, and says less. */
export interface LinkWatch {
  up(): void;
  /** It may be back in a moment: it is called lost only when it stays away. */
  down(): void;
  /** There is no network: that is said at once. */
  offline(): void;
  again(): void;
  beat(): void;
}

export function watchLink(clock: Clock, show: (next: (link: Link) => Link) => void): LinkWatch {
  let downSinceMs: number | undefined;
  const sinceNow = (link: Link["link"]): Link => ({ link, sinceMs: clock.steadyMs() });
  const lost = () => show((link) => (link.link === "lost" ? link : sinceNow("lost")));
  return {
    up() {
      downSinceMs = undefined;
      show((link) => {
        if (link.link === "lost") return sinceNow("found");
        return link.link === "opening" ? sinceNow("up") : link;
      });
    },
    down() {
      downSinceMs ??= clock.steadyMs();
    },
    offline() {
      downSinceMs ??= clock.steadyMs();
      lost();
    },
    again() {
      downSinceMs = undefined;
      show(() => sinceNow("opening"));
    },
    beat() {
      const steadyMs = clock.steadyMs();
      if (downSinceMs !== undefined && steadyMs - downSinceMs >= lostAfterMs) lost();
      show((link) =>
        link.link === "found" && steadyMs - link.sinceMs >= foundShownMs ? sinceNow("up") : link,
      );
    },
  };
}
