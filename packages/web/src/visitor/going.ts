import type { Attendance } from "@fairline/client/attendance";
import type { StoreApi } from "zustand/vanilla";
import { keptDepartures, type Way } from "./departures.ts";
import { keptWish } from "./keptWish.ts";
import type { VisitorState } from "./state.ts";
import type { VisitorWorld } from "./world.ts";

/** Going on to the site that the room stands before. */
export type Going =
  | { readonly kind: "none" }
  /** On the way, or about to be: at the latest then (local time) the visitor may try again. */
  | { readonly kind: "sent"; readonly untilMs: number }
  /** The room does not send visitors to where this one came from; it sends them to its own return address. */
  | { readonly kind: "otherSite" }
  /** The room sends visitors nowhere yet, and this one came from a site: somebody has to set the room's return addresses. */
  | { readonly kind: "noWayBack" }
  /** The site's gate has sent the page back a moment after it went. */
  | { readonly kind: "cameBack" }
  | { readonly kind: "refused"; readonly why: "pass" | "offline" | "server" };

/** Whoever was not called yet hears the ring, and sees the page change, before it goes. */
const ringMs = 3000;
/** A site that does not answer for so long may be tried again. */
const onTheWayMsMax = 10_000;

export interface GoingOn {
  /** Looks at what the page was opened with, or is now. */
  opened(): void;
  /** The state has changed, or time has passed. */
  follow(before: VisitorState): void;
  /** The visitor looks at the page. */
  looked(): void;
  /** The visitor asks for it. */
  go(): Promise<void>;
}

/** At the turn the page goes on to the site by itself, where somebody sees it go; else the visitor presses the button. */
export function createGoingOn(
  room: string,
  { clock, memory, tabMemory, isMemoryLasting, address, isHidden }: VisitorWorld,
  attendance: Pick<Attendance, "codeForSite">,
  { getState, setState }: Pick<StoreApi<VisitorState>, "getState" | "setState">,
): GoingOn {
  const wish = keptWish(tabMemory, room);
  const departures = keptDepartures(memory, room);
  /** The place with which this very tab has left: one that stays behind while another leaves was not sent back. */
  const leftName = `fairline:${room}:left`;
  let cameWithWish = false;
  /** In steady time. */
  let goesAtMs = Number.POSITIVE_INFINITY;

  function isOnTheWay(): boolean {
    const { going, nowMs } = getState();
    return going.kind === "sent" && nowMs < going.untilMs;
  }

  function leave(number: number, way: Way, url: string) {
    departures.keep(number, way, clock.nowMs());
    tabMemory.write(leftName, String(number));
    setState({ going: { kind: "sent", untilMs: clock.nowMs() + onTheWayMsMax } });
    address.leaveFor(url);
  }

  async function go() {
    const { visit, facts } = getState();
    if (visit.stage !== "turn" || isOnTheWay()) return;
    goesAtMs = Number.POSITIVE_INFINITY;
    const wished = wish.read();
    if (wished === undefined) {
      if (facts.returnTo !== undefined) leave(visit.number, "plain", facts.returnTo);
      return;
    }
    setState({ going: { kind: "sent", untilMs: clock.nowMs() + onTheWayMsMax } });
    const answer = await attendance.codeForSite(wished);
    if (getState().visit.stage !== "turn") return;
    if (answer.kind === "code") return leave(visit.number, "code", answer.location);
    if (answer.kind === "over") return;
    if (answer.why !== "returnTo") return setState({ going: { kind: "refused", why: answer.why } });
    // The page may have learnt of the room meanwhile.
    const { returnTo } = getState().facts;
    if (returnTo === undefined) return setState({ going: { kind: "noWayBack" } });
    if (wished.returnTo === returnTo) return setState({ going: { kind: "refused", why: "server" } });
    wish.keep({ ...wished, returnTo });
    setState({ going: { kind: "otherSite" }, cameFrom: hostOf(returnTo) });
  }

  function goByItself() {
    const { visit, going } = getState();
    goesAtMs = Number.POSITIVE_INFINITY;
    if (visit.stage !== "turn" || going.kind !== "none" || !mayGo(getState()) || isHidden()) return;
    // A page that cannot know that it went would go in circles, and take a new place each time.
    if (!isMemoryLasting()) return;
    const way = wish.read() === undefined ? "plain" : "code";
    if (departures.mayGoByItself(visit.number, way, clock.nowMs())) return void go();
    const hasLeft = tabMemory.read(leftName) === String(visit.number);
    if (cameWithWish && hasLeft) setState({ going: { kind: "cameBack" } });
  }

  return {
    opened() {
      const hasCome = wish.take(address);
      setState({ cameFrom: hostOf(wish.read()?.returnTo) });
      if (!hasCome) return;
      cameWithWish = true;
      goByItself();
    },
    follow(before) {
      const state = getState();
      if (state.visit.stage !== "turn") {
        goesAtMs = Number.POSITIVE_INFINITY;
        if (state.going.kind !== "none") setState({ going: { kind: "none" } });
        return;
      }
      const isAllowedNow = before.facts.returnTo === undefined && state.facts.returnTo !== undefined;
      if (state.going.kind === "noWayBack" && isAllowedNow) setState({ going: { kind: "none" } });
      if (mayGo(state) && (!mayGo(before) || isAllowedNow))
        goesAtMs = clock.steadyMs() + (wasInLine(before) ? ringMs : 0);
      if (clock.steadyMs() >= goesAtMs) goByItself();
    },
    looked: goByItself,
    go,
  };
}

/**
 * The site that the visitor goes on to, by its host. Undefined where the tab came from another one than the room names: only the
 * room can tell whether it sends visitors there, and the page names nobody whom it does not know.
 */
export function siteHost({ facts, cameFrom }: Pick<VisitorState, "facts" | "cameFrom">): string | undefined {
  const host = hostOf(facts.returnTo);
  return cameFrom === undefined || cameFrom === host ? host : undefined;
}

/** The start page of the site that the room stands before, and not the address itself: that may lead into the line again. */
export function siteStart({ facts: { returnTo } }: Pick<VisitorState, "facts">): string | undefined {
  return hostOf(returnTo) === undefined ? undefined : new URL("/", returnTo).href;
}

function hostOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).host : undefined;
}

/**
 * Whether the visitor is to go on from the room's page. Who came from a site is, even if the room names none: the room is asked,
 * and its refusal told, for such a visitor must not take the room's own form for a ticket.
 */
export function leadsOn({ facts, cameFrom }: Pick<VisitorState, "facts" | "cameFrom">): boolean {
  return facts.returnTo !== undefined || cameFrom !== undefined;
}

/** Whether there is somewhere to go, and this tab is the one that goes. */
function mayGo(state: VisitorState): boolean {
  return state.visit.stage === "turn" && leadsOn(state) && state.acting;
}

function wasInLine({ visit }: VisitorState): boolean {
  return visit.stage === "waiting" || visit.stage === "paused" || visit.stage === "closed";
}
