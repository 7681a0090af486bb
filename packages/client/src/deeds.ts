import type { FormerPlace } from "./formerPlace.ts";
import type { KeptMove } from "./keptMove.ts";
import type { OwnTicket } from "./ownTicket.ts";
import { completeVisit, reserve } from "./requests.ts";
import type { Self } from "./self.ts";
import { askForSiteCode, type SiteCode, type SiteWish } from "./siteCode.ts";
import type { Request, Visit } from "./visit.ts";
import type { VisitorWorld } from "./world.ts";

/** What the visitor asks of the room. What came of it, the state says. */
export interface Deeds {
  /** The demo's protected action: it ends the visit. */
  reserve(email: string): Promise<void>;
  /** Ends the visit, so that the next visitor is called. */
  complete(): Promise<void>;
  /** "I'm here": answers a call, or asks for another one after a call that was missed. */
  confirm(): Promise<void>;
  /** Lets so many people go ahead. */
  defer(places: number): Promise<void>;
  /** Puts a refusal away. What is under way goes on. */
  endDeferral(): void;
  /** Asks for a code by which another device takes the place. */
  handOver(): Promise<void>;
  /** Puts the code away. */
  endHandOver(): void;
  /** Takes the place whose code was given. */
  takeOver(): Promise<void>;
  /** Asks, during the visit, for a code by which the site's gate gets the pass. */
  codeForSite(wish: SiteWish): Promise<SiteCode>;
}

type Asking = Extract<Visit, { readonly request: Request }>;

/** The name behind the `#` of a room's page that is opened to take a place over. */
export const moveFragment = "move";

/** What the visitor asks of the room, one thing at a time, and what the answers change. */
export function createDeeds(
  self: Self,
  own: OwnTicket,
  move: KeptMove,
  former: FormerPlace,
  world: Pick<VisitorWorld, "http" | "absolute">,
  takenOver: () => void,
  askForTicket: () => void,
): Deeds {
  const { room } = self.getState();
  const { http } = world;

  /** Sends it unless something is under way, and hands on the answer if the visitor is still in that stage. */
  async function during<S extends Asking["stage"], A>(
    stages: readonly S[],
    what: Extract<Request, { kind: "sent" }>["what"],
    send: (visit: Extract<Asking, { stage: S }>) => Promise<A | Request>,
    answered: (answer: A) => void,
  ) {
    const isIn = (visit: Visit): visit is Extract<Asking, { stage: S }> =>
      (stages as readonly string[]).includes(visit.stage);
    const { visit } = self.getState();
    if (!isIn(visit) || visit.request.kind === "sent") return;
    self.setState({ visit: { ...visit, request: { kind: "sent", what } } });
    const asked = self.key();
    const answer = await send(visit);
    // Meanwhile this browser may have joined anew: the answer says nothing of the new place.
    if (asked !== self.key()) return;
    if (!isRequest(answer)) return answered(answer);
    const { visit: now } = self.getState();
    if (now.stage === visit.stage) self.setState({ visit: { ...now, request: answer } });
  }

  return {
    reserve: (email) =>
      during(["turn"], "reserve", ({ pass }) => reserve(http, room, pass, email), self.goTo),
    complete: () => during(["turn"], "complete", ({ pass }) => completeVisit(http, room, pass), self.goTo),

    async confirm() {
      const resume = self.resume();
      if (resume === undefined) return;
      const confirm = async () => {
        const answer = await own.confirm(resume);
        if (answer !== undefined) return answer;
        askForTicket();
        return { kind: "none" } as const;
      };
      await during(["called", "missed"], "confirm", confirm, self.hear);
    },

    async defer(places) {
      const [resume, asked] = [self.resume(), self.key()];
      if (self.getState().deferral.kind === "sent") return;
      if (resume === undefined) return self.setState({ deferral: { kind: "refused", why: "offline" } });
      self.setState({ deferral: { kind: "sent" } });
      const answer = await own.defer(resume, places);
      if (asked !== self.key()) return;
      const isRefused = "kind" in answer;
      self.setState({ deferral: isRefused ? answer : { kind: "none" } });
      if (!isRefused) self.hear(answer);
    },

    endDeferral() {
      if (self.getState().deferral.kind === "refused") self.setState({ deferral: { kind: "none" } });
    },

    async handOver() {
      const [resume, asked] = [self.resume(), self.key()];
      if (self.getState().handover.kind === "asking") return;
      if (resume === undefined) return self.setState({ handover: { kind: "refused", why: "offline" } });
      self.setState({ handover: { kind: "asking" } });
      const answer = await own.handOver(resume);
      // The visitor may have changed their mind, or been called to the visit.
      if (asked !== self.key() || self.getState().handover.kind !== "asking") return;
      if ("kind" in answer) return self.setState({ handover: answer });
      const path = `/r/${encodeURIComponent(room)}#${moveFragment}=${answer.code}`;
      const expiresAtMs = self.localMs(answer.expiresAt);
      self.setState({ handover: { kind: "offered", url: world.absolute(path), expiresAtMs } });
    },

    async codeForSite(wish) {
      const { visit } = self.getState();
      if (visit.stage !== "turn") return { kind: "over" };
      const asked = self.key();
      const answer = await askForSiteCode(http, room, visit.pass, wish);
      if (answer.kind === "over" && asked === self.key()) self.goTo({ stage: "expired" });
      return answer;
    },

    endHandOver: () => self.setState({ handover: { kind: "none" } }),

    async takeOver() {
      const { visit } = self.getState();
      if (visit.stage !== "takeover") return;
      const { code, ownNumber } = visit;
      const key = move.keep(code);
      await during(
        ["takeover"],
        "takeover",
        async () => {
          const answer = await own.takeOver(code, key);
          // The key may lead to a place that somebody else was faster to take: it is of no use for another one.
          if (isRequest(answer) && answer.kind === "refused" && answer.why === "over") move.forget();
          return answer;
        },
        (ticket) => {
          const [ownKey, ownResume] = [self.key(), self.resume()];
          self.takeKey(key);
          takenOver();
          self.hear(ticket);
          // A browser may also take over the place that it has.
          if (ownNumber !== undefined && ownNumber !== ticket.number) void former.giveUp(ownKey, ownResume);
        },
      );
    },
  };
}

function isRequest(answer: unknown): answer is Request {
  return typeof answer === "object" && answer !== null && "kind" in answer;
}
