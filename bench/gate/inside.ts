import { createGate, type Gate } from "@fairline/gate";
import { arrive, browserOf, handoverOf } from "../../packages/gate/test/support/browser.ts";
import type { FakeFairline } from "../../packages/gate/test/support/fairline.ts";
import { median } from "../suite/middle.ts";

/** What the gate itself takes of a processor, in one process and without HTTP around it; microseconds. */
export interface Inside {
  /** A whole request with a pass that is remembered: the gate around a handler, less the handler alone. */
  readonly remembered: number;
  /** Of that, the decision; the rest is for the headers of the request and of the answer. */
  readonly decision: number;
  /** A decision on a pass that the gate sees for the first time, with the key that it has. */
  readonly first: number;
  /** Calls to Fairline meanwhile. */
  readonly calls: number;
}

const rounds = 15;
const requestsPerRound = 500;
const passesPerRound = 50;

export async function measureInside(fairline: FakeFairline): Promise<Inside> {
  const gate = gateOf(fairline);
  const browser = await arrive(gate, fairline, fairline.admit(3600));
  const { url, headers } = browser.request("/");
  // As a server makes one for each request; one that is used again and again grows.
  const asked = () => new Request(url, { headers });
  const page = (_: Request) => new Response("A page of the site.");
  const request = asked();
  const decisionsOnFirst = await Promise.all(Array.from({ length: rounds }, () => firstDecisions(fairline)));
  const callsBefore = fairline.calls.length;

  const around: number[] = [];
  const alone: number[] = [];
  const decided: number[] = [];
  const first: number[] = [];
  for (const decideNext of decisionsOnFirst) {
    alone.push(await timed(requestsPerRound, async () => page(asked())));
    around.push(await timed(requestsPerRound, () => gate.handle(asked(), page)));
    decided.push(await timed(requestsPerRound, () => gate.decide(request)));
    first.push(await timed(passesPerRound, decideNext));
  }
  return {
    remembered: median(around) - median(alone),
    decision: median(decided),
    first: median(first),
    calls: fairline.calls.length - callsBefore,
  };
}

/** A gate that has Fairline's keys and none of these passes: each call shows it the next one. */
async function firstDecisions(fairline: FakeFairline): Promise<() => Promise<void>> {
  const gate = gateOf(fairline);
  await arrive(gate, fairline);
  const browser = browserOf(gate);
  const { challenge } = handoverOf(await browser.open("/"));
  const requests: Request[] = [];
  for (let count = 0; count < passesPerRound; count += 1) {
    browser.cookies.set("__Host-fairline-shop", await fairline.passOf(fairline.admit(3600), challenge));
    requests.push(browser.request("/"));
  }
  return async () => {
    const request = requests.pop();
    if (request === undefined) throw new Error("Every pass has been shown.");
    const { kind } = await gate.decide(request);
    if (kind !== "admitted") throw new Error(`A good pass was not let in: ${kind}`);
  };
}

function gateOf({ url }: FakeFairline): Gate {
  return createGate({ url, room: "shop", leaseSeconds: 600 });
}

/** Microseconds of a processor that one takes, of so many one after the other: others on the machine do not count. */
async function timed(count: number, one: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += 1) await one();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
