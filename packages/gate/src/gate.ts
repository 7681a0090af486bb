import {
  arrived,
  isNavigation,
  later,
  needsCookies,
  notRead,
  notReady,
  refusedCall,
  soon,
  toRoom,
} from "./answers.ts";
import { type Asking, readerOfRequests } from "./asking.ts";
import { createCheck } from "./check.ts";
import { parseOptions } from "./config.ts";
import { isCrawler, isVouchedFor } from "./crawlers.ts";
import type { Decision, Gate, Refusal } from "./decision.ts";
import { challengeOf, newDevice } from "./device.ts";
import { askFairline } from "./fairline.ts";
import { type Admitted, createFinish } from "./finish.ts";
import { createHandle } from "./handle.ts";
import { exchange } from "./handover.ts";
import { cachedKeys } from "./keys.ts";
import { createLeases } from "./lease.ts";
import type { GateOptions } from "./options.ts";
import { type PathRule, readerOfPaths } from "./paths.ts";
import { type Ongoing, visitsOf } from "./visits.ts";

type Answered = Extract<Decision, { kind: "answered" }>;

/** Whose request it is: an ongoing visit, or why there is none. */
type Holding =
  | { readonly kind: "visit"; readonly ongoing: Ongoing }
  | { readonly kind: "none"; readonly why: Refusal };

const withoutPass: Holding = { kind: "none", why: "no_pass" };

function isUnreachable(holding: Holding): boolean {
  return holding.kind === "none" && holding.why === "unreachable";
}

/** The gate in front of a site. Throws one error that names each option that is wrong, its value and what is allowed. */
export function createGate(options: GateOptions): Gate {
  const config = parseOptions(options);
  const fairline = askFairline(config);
  const leases = createLeases(config, cachedKeys(config, fairline), fairline);
  const visits = visitsOf(config, fairline, leases);
  const read = readerOfRequests(config);
  const ruleFor = readerOfPaths(config);

  async function decide(request: Request): Promise<Decision> {
    const asking = read(request);
    const rule = ruleFor(request.method, asking.address.pathname);
    if (rule === "unclear") return { kind: "answered", response: notRead(), why: "unclear_path" };
    if (asking.code !== undefined) return arrive(asking, rule);
    if (rule === undefined) return { kind: "open", isProtected: false };
    const holding = await holdingOf(asking, rule.room);
    if (holding.kind === "visit") return admitted(holding.ongoing, rule);
    const { isProtected } = rule;
    if (!isProtected || (await isVouchedFor(config, request))) return { kind: "open", isProtected };
    return turnedAway(asking, rule.room, holding.why);
  }

  async function holdingOf(asking: Asking, room: string): Promise<Holding> {
    const shown = asking.shown(room);
    if (shown === undefined) return { kind: "none", why: "no_pass" };
    const standing = await leases.standingOf(shown);
    if (standing.kind === "refused") return { kind: "none", why: standing.why };
    return { kind: "visit", ongoing: { pass: standing.pass, shown, cookies: asking.cookies } };
  }

  function admitted(ongoing: Ongoing, { isEnding }: PathRule): Admitted {
    const { visit, token } = ongoing.pass;
    return { kind: "admitted", visit, pass: token, setCookies: visits.renewed(ongoing), isEnding, ongoing };
  }

  /**
   * A visitor comes from the room. Whatever becomes of the code, it does not stay in the address bar; but while Fairline cannot
   * be reached the page that tries again needs it.
   */
  async function arrive(asking: Asking, rule: PathRule | undefined): Promise<Answered> {
    // At an address that everybody may see, only a site with one room knows which one the code is of.
    const [first, ...others] = config.rooms;
    const room = rule?.room ?? (others.length === 0 ? first?.room : undefined);
    if (room === undefined) return welcomed(asking, []);
    const holding = await holdingOf(asking, room);
    if (holding.kind === "visit") return welcomed(asking, visits.renewed(holding.ongoing));
    const handover = await exchange(config, fairline, leases, room, asking);
    if (handover.kind === "arrived")
      return welcomed(asking, [...visits.kept(handover.ongoing), asking.cookies.keepDevice(handover.device)]);
    return rule?.isProtected === true ? turnedAway(asking, room, handover.why) : welcomed(asking, []);
  }

  function welcomed({ address }: Asking, setCookies: readonly string[]): Answered {
    return { kind: "answered", response: arrived(address, setCookies), why: "arrived" };
  }

  async function turnedAway(asking: Asking, room: string, why: Refusal): Promise<Answered> {
    const { request, cookies } = asking;
    const setCookies = isForGood(why) ? [cookies.dropPass(room)] : [];
    const answered = (response: Response, reason: Refusal = why): Answered => ({
      kind: "answered",
      response,
      why: reason,
    });
    if (!isNavigation(request)) {
      const answer = why === "unreachable" || why === "clock" ? later : refusedCall;
      return answered(answer(config, room, why, setCookies));
    }
    if (isCrawler(request)) return answered(later(config, room, "crawler", []), "crawler");
    if (why === "unreachable") return answered(soon());
    if (why === "clock") return answered(notReady());
    const device = asking.device(room) ?? newDevice();
    const keeping = [...setCookies, cookies.keepDevice(device)];
    if (why === "no_cookies") return answered(needsCookies(asking.address, keeping));
    return answered(toRoom(config, asking, room, await challengeOf(device), keeping));
  }

  /** In this room; or in that of the path; or, for a route of the site's API may stand anywhere, in the only one there is. */
  async function ongoingOf(request: Request, room: string | undefined): Promise<Holding> {
    const rooms = config.rooms.map((rule) => rule.room);
    const asking = read(request);
    if (room !== undefined) {
      if (!rooms.includes(room)) throw new TypeError(`room: must be ${rooms.join(" or ")} (was ${room})`);
      return holdingOf(asking, room);
    }
    const rule = ruleFor(request.method, asking.address.pathname);
    const ofPath = rule === "unclear" ? undefined : rule?.room;
    const inPath = ofPath === undefined ? withoutPass : await holdingOf(asking, ofPath);
    if (inPath.kind === "visit") return inPath;
    const others = new Set(rooms.filter((other) => other !== ofPath));
    return onlyOneOf([inPath, ...(await Promise.all([...others].map((other) => holdingOf(asking, other))))]);
  }

  /** Of several visits it cannot be told which one is meant. */
  function onlyOneOf(holdings: readonly Holding[]): Holding {
    const visits = holdings.filter((holding) => holding.kind === "visit");
    const [visit, ...others] = visits;
    if (visit === undefined) return holdings.find(isUnreachable) ?? withoutPass;
    if (others.length === 0) return visit;
    config.onTrouble({ kind: "several_visits", rooms: visits.map(({ ongoing }) => ongoing.pass.visit.room) });
    return withoutPass;
  }

  const finish = createFinish(config, visits);
  return {
    check: createCheck(config),
    decide,
    finish,
    handle: createHandle(decide, finish),
    async complete(request, room) {
      const holding = await ongoingOf(request, room);
      return holding.kind === "visit" ? visits.complete(holding.ongoing) : withoutVisit(holding.why);
    },
    async extend(request, seconds, room) {
      const holding = await ongoingOf(request, room);
      return holding.kind === "visit" ? visits.extend(holding.ongoing, seconds) : withoutVisit(holding.why);
    },
  };
}

/** Whether the browser may as well forget the pass. */
function isForGood(why: Refusal): boolean {
  return !(
    [
      "no_pass",
      "not_yet_valid",
      "code_over",
      "no_cookies",
      "clock",
      "unreachable",
    ] satisfies Refusal[] as Refusal[]
  ).includes(why);
}

function withoutVisit(why: Refusal) {
  return { kind: why === "unreachable" ? "unreachable" : "no_visit", setCookies: [] } as const;
}
