import type { AwayWhy } from "./history.ts";
import type { Away, Unrest } from "./shape/unrest.ts";
import type { Visitor } from "./visitor.ts";

/** Lets the network drop and the page be loaded again, as planned, until the function that is returned is called. */
export function unsettle(visitor: Visitor, { outages = [], reloads = [] }: Unrest): () => void {
  const stops = [
    repeat(outages, (forMs) => goAway(visitor, "outage", forMs)),
    repeat(reloads, (forMs) => visitor.state.at === "waiting" && goAway(visitor, "reload", forMs)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function goAway(visitor: Visitor, why: AwayWhy, forMs: number): void {
  if (visitor.isConnected) visitor.beAway(why, forMs);
}

function repeat(aways: readonly Away[], begin: (forMs: number) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const plan = (place: number, backInMs: number) => {
    const away = aways[place % aways.length];
    if (away === undefined) return;
    timer = setTimeout(() => {
      begin(away.forMs);
      plan(place + 1, away.forMs);
    }, backInMs + away.afterMs);
  };
  plan(0, 0);
  return () => clearTimeout(timer);
}
