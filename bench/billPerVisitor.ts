import { dollarsFor, prices, type UnitName, unitNames } from "@fairline/planner";
import pino from "pino";
import { overhear } from "./bill/calls.ts";
import { isTold } from "./bill/count.ts";
import { fairlineCounting } from "./bill/fairline.ts";
import { Invocations } from "./bill/invocations.ts";
import { type Counted, type Watched, watchSteady } from "./bill/steady.ts";
import type { Benchmark, Figure } from "./suite/benchmark.ts";
import { type Room, startFairline } from "./suite/fairline.ts";
import { talkCounting } from "./talk/count.ts";
import { startTalk } from "./talk/talk.ts";

/** As in the cloud: who is far from the head hears less often, and the push budget is a whole account's share. */
const asInTheCloud = { PUSH_CADENCE: "distance", PUSH_PER_SECOND_MAX: "5000" };

const full = { waiting: [100, 1000, 10_000] };

export const billPerVisitor: Benchmark = {
  name: "bill-per-visitor",
  about: "What AWS bills for a visitor, in lines of several lengths.",
  aims: [
    {
      asked: "at most half of the talk's bill for a visitor, with 10,000 waiting",
      section: "the-bill-of-a-visitor",
      figures: ["together"],
      at: { waiting: 10_000 },
      read: { is: "ratio", of: "Fairline", to: "talk" },
      bound: { is: "at most", value: 0.5 },
      unit: "of it",
    },
  ],
  full,
  async run({ quick, asked, say }) {
    // The same pace in both: 100 visitors a minute.
    const times = quick ? { slots: 10, slotSeconds: 6 } : { slots: 100, slotSeconds: 60 };
    const room: Room = { room: "bench", tickSeconds: 5, ...times };
    const { waiting: lengths } = quick ? { waiting: [20, 100] } : { ...full, ...asked };
    const windowSeconds = quick ? 15 : 60;
    const log = pino({ level: "warn" }, pino.destination(2));
    const watching = { lengths, windowSeconds, say };

    const invocations = { talk: new Invocations(), Fairline: new Invocations() };
    let heard = invocations.talk;
    overhear((call) => heard.tell(call));
    say("talk");
    const talkServer = await startTalk(room, { log, invocations: invocations.talk });
    const talk = await watchSteady(talkServer, room, talkCounted(invocations.talk), watching);
    await talkServer.stop();

    say("Fairline");
    heard = invocations.Fairline;
    const server = await startFairline(room, {
      // What Lambda takes without a window.
      lobbyBatchMax: 10,
      log,
      invocations: invocations.Fairline,
      environment: asInTheCloud,
    });
    const Fairline = await watchSteady(server, room, fairlineCounted(invocations.Fairline), watching);
    await server.stop();

    return {
      settings: {
        X: room.slots,
        "Y, s": room.slotSeconds,
        "N, s": room.tickSeconds,
        "window, s": windowSeconds,
      },
      figures: figuresOf(talk, Fairline),
      notes: [
        "The steady state: X visits of Y seconds each are under way, as many wait as the table says, and whoever is called is replaced by one who joins. What the handlers call is counted as it comes, a visitor's own steps by visits that end, the ticks by ticks; a visitor bears the ticks of the time in which one is served, Y / X.",
        "Every visit lasts all of Y. Where visitors are done or gone before, the talk's slots stand idle, and its visitors cost more.",
        "Prices: packages/planner/src/prices.ts. Lambda's time is this machine's, for ticks the planner's by push (packages/planner/src/handlerTime.ts), the same for both; everything else is counted. Connection minutes follow from the line's length.",
        "Counts do not depend on when they are taken: the designs run one after the other, each with all the sockets.",
      ],
    };
  },
};

function talkCounted(invocations: Invocations): Counted {
  return { ...talkCounting, invocations, isTold: ({ handler }) => handler === "tick", endsVisit: "endTurn" };
}

function fairlineCounted(invocations: Invocations): Counted {
  return { ...fairlineCounting, invocations, isTold, endsVisit: "settleVisit" };
}

function figuresOf(talk: readonly Watched[], Fairline: readonly Watched[]): Figure[] {
  const figure = (name: string, unit: string, amount: (one: Watched) => number): Figure[] =>
    talk.map((one, place) => ({
      name,
      unit,
      at: { waiting: one.waiting },
      values: { talk: [amount(one)], Fairline: [amount(Fairline[place] ?? one)] },
      ratio: { of: "Fairline", to: "talk" },
    }));
  const used = unitNames.filter((unit) =>
    [...talk, ...Fairline].some(({ account }) => (account.units[unit] ?? 0) > 0),
  );
  const named = (unit: UnitName) => `${prices[unit].service}: ${prices[unit].unit}`;
  const unitsOf = (unit: UnitName) =>
    figure(named(unit), "a visitor", ({ account }) => account.units[unit] ?? 0);
  const dollarsOf = (unit: UnitName) =>
    figure(
      named(unit),
      "dollars a million visitors",
      ({ account }) => 1e6 * dollarsFor(unit, account.units[unit] ?? 0),
    );
  return [
    ...figure("calls to AWS", "a visitor", ({ account }) => account.calls),
    ...figure("Lambda invocations", "a visitor", ({ account }) => account.invocations),
    ...figure("state transitions", "a visitor", ({ account }) => account.transitions),
    ...figure("pushes", "a visitor", ({ account }) => account.pushes),
    ...used.filter((unit) => unit !== "lambdaRequests" && unit !== "stateTransitions").flatMap(unitsOf),
    ...used.flatMap(dollarsOf),
    ...figure("together", "dollars a million visitors", ({ dollars }) => 1e6 * dollars),
  ];
}
