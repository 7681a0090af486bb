import {
  deadLettersIn,
  duration,
  isTickLate,
  type LiveView,
  pushesAreAtBudget,
  tickAgeSeconds,
} from "@fairline/core";
import { costOf, dollarsSaid } from "@fairline/planner/cost";
import { useStore } from "zustand";
import { dayOf, lastWaitSaid, rate, share, whole } from "../../say.ts";
import { type LiveFeed, sinceSeconds } from "../feed.ts";
import type { RoomStore } from "../store.ts";
import { Figure } from "./Figure.tsx";

/** The numbers of the room, the weightiest first. */
export function Figures({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const { snapshot, waits, perMinute, pushes, totals, noShowRate, run, deadLetters } = feed.view;
  const wait = lastWaitSaid(feed.view.lastWait, snapshot.waiting);
  const tickAge = tickAgeSeconds(feed.view, sinceSeconds(feed, nowMs));
  const cost = costOf(feed.view);
  const dead = deadLettersIn(feed.view);
  return (
    <>
      <section className="figures large" aria-label="Now">
        <Figure
          name="Waiting"
          id="waiting"
          value={whole.format(snapshot.waiting)}
          more={`${rate(perMinute.joined)} join per minute`}
        />
        <Figure
          name="Active"
          id="active"
          value={whole.format(snapshot.active)}
          of={`of ${whole.format(snapshot.slots)}`}
          more={`${rate(perMinute.ended)} visits end per minute`}
        />
        <Figure name="Wait of the last in line" id="last-wait" value={wait.likely} more={wait.range} />
        <Figure
          name="Admitted per minute"
          id="throughput"
          value={rate(perMinute.admitted)}
          more={`${whole.format(totals.admitted)} in this run`}
        />
      </section>
      <section className="figures" aria-label="More figures">
        <Figure
          name="Half waited less than"
          id="wait-p50"
          value={waits === undefined ? "none yet" : duration(waits.p50Seconds)}
          more={
            waits && `95 of 100 less than ${duration(waits.p95Seconds)}; mean ${duration(waits.meanSeconds)}`
          }
        />
        <Figure
          name="No-shows"
          id="noshow-rate"
          value={noShowRate === undefined ? "none yet" : share(noShowRate)}
          more="of those who were called and are gone"
        />
        <Figure
          name="Pushes per second"
          id="pushes"
          value={rate(pushes.perSecond)}
          more={pushesSaid(feed.view)}
        />
        <Figure
          name="Last tick"
          id="last-tick"
          value={tickAge === undefined ? "none yet" : `${duration(tickAge)} ago`}
          more={`every ${duration(snapshot.tickSeconds)}`}
          isWrong={tickAge !== undefined && isTickLate(tickAge, snapshot)}
        />
        <Figure
          name="Messages given up"
          id="dead-letters"
          value={deadLetters === undefined ? "not known" : whole.format(dead)}
          more={givenUpSaid(feed.view)}
          isWrong={dead > 0}
        />
        <Figure
          name="Next to be called"
          id="serving"
          value={snapshot.serving > totals.issued ? "nobody" : whole.format(snapshot.serving)}
          more={`${whole.format(totals.issued)} numbers issued`}
        />
        <Figure
          name="Cost on AWS so far"
          id="cost"
          value={dollarsSaid(cost.dollars)}
          more={`${dollarsSaid(cost.dollarsPerHour)} an hour at this pace, by prices of ${dayOf(cost.pricesKnownOn)}`}
        />
        <Figure
          name="Run"
          id="run"
          value={whole.format(run)}
          more="a reset begins the next one, at number 1"
        />
      </section>
    </>
  );
}

function pushesSaid(view: LiveView): string {
  const budget = `to visitors’ pages; at most ${whole.format(view.pushes.perSecondMax)}`;
  return pushesAreAtBudget(view) ? `${budget}, so those far back hear less often` : budget;
}

/** What a function failed at again and again goes to a queue of its own. */
function givenUpSaid(view: LiveView): string | undefined {
  const { deadLetters } = view;
  if (deadLetters === undefined) return undefined;
  if (deadLettersIn(view) === 0) return "that no function could use; should be 0";
  return `of Lobby ${deadLetters.Lobby}, of Turns ${deadLetters.Turns}, of Ticks ${deadLetters.Ticks}`;
}
