import type { ServerMessage } from "@fairline/core";
import { momentMs } from "../clock.ts";
import type { ShownPlace } from "../history.ts";
import { limits } from "../limits.ts";
import { Thinned } from "../thinned.ts";
import type { Visitor } from "../visitor.ts";
import { Page } from "./page.ts";

/** Looks at the pages of those who wait, once a second: at everybody's, or in a large crowd at those of some, spread evenly. */
export class PlaceWatch {
  /** Of those of this process one in so many. */
  readonly #stride: number;
  readonly #processes: number;
  readonly #shown: Thinned<ShownPlace>;
  readonly #pages = new Map<Visitor, Page>();
  #timer: NodeJS.Timeout | undefined;

  /** Of so many visitors; this process keeps its part of the samples. */
  constructor(visitorsAll: number, processes: number) {
    this.#stride = Math.ceil(visitorsAll / limits.pagesWatchedMax);
    this.#processes = processes;
    this.#shown = new Thinned(Math.ceil(limits.shownPlacesMax / processes));
  }

  get shown(): Pick<Thinned<ShownPlace>, "kept" | "stride"> {
    return this.#shown;
  }

  /** What the visitor hears from now on goes to the function that is returned, if its page is one of those looked at. */
  watch(visitor: Visitor): ((message: ServerMessage, atMs: number) => void) | undefined {
    // Visitors are dealt out to the processes in turn: these are the places within one of them.
    if (Math.floor(visitor.visitor / this.#processes) % this.#stride !== 0) return undefined;
    const page = new Page();
    this.#pages.set(visitor, page);
    return (message, atMs) => page.hear(message, atMs);
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), limits.pageLookMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const atMs = momentMs();
    for (const [visitor, page] of this.#pages) {
      const { state } = visitor;
      // Without a connection a page says so, and its place is an old one until there is news.
      if (state.at !== "waiting" || !visitor.isUpToDate) continue;
      const place = page.placeAt(atMs);
      if (place !== undefined) this.#shown.add({ atMs, number: state.number, place });
    }
  }
}
