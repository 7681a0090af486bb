import { arriveAtSite, leaveForSite, type Ports, renew } from "@fairline/core";
import { plainPasses } from "@fairline/core/testing";
import { retryMs } from "./browser.ts";
import { invoke } from "./invocation.ts";
import type { SitePlan } from "./plan.ts";
import { siteAddress } from "./sitePlan.ts";
import { roomName } from "./stage.ts";
import type { Surroundings } from "./visitors.ts";

/** So often one visit asks for a code: a gate that refuses one sends its visitor back to the room's page. */
const codesMax = 3;

const { readPass } = plainPasses();

export interface VisitNow {
  readonly run: number;
  readonly number: number;
}

/** A code, and the device that brings it. */
interface Shown {
  readonly code: string;
  readonly device: string;
}

/** A visitor on the way to the site, and there: the room's page, the browser, and the site's gate, each as it does. */
export interface GoingToSite {
  go(site: SitePlan): void;
}

export function goingToSite({
  surroundings: { stage },
  name,
  visitNow,
  arrived,
  over,
}: {
  surroundings: Surroundings;
  name: string;
  /** The visit that goes on; nothing: there is none, or nobody is there to go. */
  visitNow(): VisitNow | undefined;
  /** The visitor is at the site for the first time in this visit. */
  arrived(): void;
  /** The site was told that the visit is over. */
  over(): void;
}): GoingToSite {
  const { kernel, history, tally } = stage;
  let codes = 0;

  /** Asks the HTTP API; what is heard after this visit is of no use. Nothing is told of a request that failed. */
  function ask<T>(visit: VisitNow, work: (ports: Ports) => Promise<T>, told: (reply: T | undefined) => void) {
    invoke(stage, "api", work, (ended) => {
      if (isNow(visit)) told(ended.kind === "done" ? ended.value : undefined);
    });
  }

  function isNow({ run, number }: VisitNow): boolean {
    const now = visitNow();
    return now?.run === run && now.number === number;
  }

  function go(site: SitePlan, left = codesMax): void {
    const visit = visitNow();
    if (visit === undefined || left === 0) return;
    codes += 1;
    const code = `${name}-site-${codes}`;
    ask(
      visit,
      async (ports) => {
        const room = await ports.ledger.readRoom(roomName);
        if (room?.run !== visit.run) return "over";
        const line = { room: roomName, run: room.run };
        const wish = { returnTo: siteAddress, challenge: name, code };
        const departure = await leaveForSite(ports, line, room, visit, wish);
        if (departure.kind === "leaves")
          history.add({ kind: "sent", ...visit, code, device: name, untilMs: departure.expiresAtMs });
        return departure.kind;
      },
      (reply) => {
        tally.count(`to the site: ${reply ?? "failed"}`);
        const isOnTheWay = reply === "leaves";
        if (isOnTheWay) kernel.after(site.wayMs, () => isNow(visit) && arrive(site, visit, code, left));
        else if (reply === undefined) kernel.after(retryMs, () => isNow(visit) && go(site, left - 1));
      },
    );
  }

  /** The browser comes to the site's gate with the code. */
  function arrive(site: SitePlan, visit: VisitNow, code: string, left: number): void {
    const again = () => go(site, left - 1);
    const own = () => bring(site, visit, { code, device: name }, again);
    switch (site.brings) {
      case "twice at once":
        bring(site, visit, { code, device: name }, () => {});
        own();
        return;
      case "after a thief":
        bring(site, visit, { code, device: "thief" }, own);
        return;
      case "once":
        own();
        return;
      default:
        site.brings satisfies never;
    }
  }

  function bring(site: SitePlan, visit: VisitNow, shown: Shown, refused: () => void): void {
    ask(
      visit,
      async (ports) => {
        const room = await ports.ledger.readRoom(roomName);
        if (room === undefined) return "over";
        const line = { room: roomName, run: room.run };
        const { code, device: challenge } = shown;
        const arrival = await arriveAtSite(ports, line, room, { code, challenge });
        if (arrival.kind === "arrived") note(arrival.pass, shown);
        return arrival.kind;
      },
      (reply) => {
        tally.count(`at the site: ${reply ?? "failed"}`);
        if (reply !== "arrived") return refused();
        arrived();
        kernel.after(site.renewsEachMs, () => stay(site, visit));
      },
    );
  }

  function note(pass: string, by: Shown): void {
    const { line, number, expiresAtMs } = readPass(pass) ?? { line: { run: 0 }, number: 0, expiresAtMs: 0 };
    history.add({ kind: "arrived", run: line.run, number, ...by, untilMs: expiresAtMs });
  }

  /** The gate renews the pass, each time when it has trusted it for long enough. */
  function stay(site: SitePlan, visit: VisitNow): void {
    if (!isNow(visit)) return;
    const askedAtMs = kernel.nowMs();
    ask(
      visit,
      async (ports) => {
        const renewal = await renew(ports, { room: roomName, run: visit.run }, visit);
        if (renewal.kind === "renewed")
          history.add({ kind: "renewed", ...visit, askedAtMs, untilMs: renewal.expiresAtMs });
        return renewal.kind;
      },
      (reply) => {
        tally.count(`renewal: ${reply ?? "failed"}`);
        if (reply === "over") return over();
        kernel.after(site.renewsEachMs, () => stay(site, visit));
      },
    );
  }

  return { go: (site) => go(site) };
}
