import { Handover, TicketMessage } from "@fairline/core";
import { type Answer, ask, codeOf, withBearer, withBody } from "./answer.ts";
import type { Http } from "./ports.ts";
import type { Deferral, HandoverOffer } from "./state.ts";
import type { Request } from "./visit.ts";

type RefusalOf<T> = Extract<T, { readonly kind: "refused" }>;

/** No answer, or none that says anything of the place. */
export interface Failed {
  readonly kind: "failed";
  readonly retryAfterSeconds: number | undefined;
}

export type Joined =
  | { readonly kind: "joined"; readonly resume: string }
  | { readonly kind: "unknown" }
  | Failed;

export type Read =
  | { readonly kind: "ticket"; readonly ticket: TicketMessage }
  /** The join is on its way. */
  | { readonly kind: "registering" }
  /** There is no place by this token: the room was reset, or took nobody in. */
  | { readonly kind: "none" }
  | { readonly kind: "moved" }
  | Failed;

/** The own ticket over HTTP. `resume` is the bearer token that came with the ticket or with the join. */
export interface OwnTicket {
  join(key: string): Promise<Joined>;
  read(resume: string): Promise<Read>;
  /** False: it has to be said again. */
  leave(resume: string): Promise<boolean>;
  /** Undefined: there is no such place any more. What became of it, the ticket says. */
  confirm(resume: string): Promise<TicketMessage | RefusalOf<Request> | undefined>;
  defer(resume: string, places: number): Promise<TicketMessage | RefusalOf<Deferral>>;
  handOver(resume: string): Promise<Handover | RefusalOf<HandoverOffer>>;
  /** Takes the place of the code for the given key. */
  takeOver(code: string, key: string): Promise<TicketMessage | RefusalOf<Request>>;
}

export function ownTicket(http: Http, room: string): OwnTicket {
  const roomPath = `/rooms/${encodeURIComponent(room)}`;
  const mine = `${roomPath}/tickets/me`;
  return {
    async join(key) {
      const answer = await ask(http, `${roomPath}/tickets`, withBody({ key }));
      const resume = resumeIn(answer);
      if (resume !== undefined) return { kind: "joined", resume };
      return codeOf(answer) === "unknown_room" ? { kind: "unknown" } : failed(answer);
    },
    async read(resume) {
      const answer = await ask(http, mine, { ...withBearer(resume, "GET"), cache: "no-store" });
      const ticket = ticketIn(answer);
      if (ticket !== undefined) return { kind: "ticket", ticket };
      return withoutTicket(answer);
    },
    async leave(resume) {
      // `keepalive`: the visitor may close the tab right after.
      const answer = await ask(http, mine, { ...withBearer(resume, "DELETE"), keepalive: true });
      return answer.ok || isPlaceless(codeOf(answer)) || codeOf(answer) === "moved";
    },
    async confirm(resume) {
      const answer = await ask(http, `${mine}/confirm`, withBearer(resume, "POST"));
      if (isPlaceless(codeOf(answer)) || codeOf(answer) === "moved") return undefined;
      return ticketIn(answer) ?? { kind: "refused", why: whyNoAnswer(answer) };
    },
    async defer(resume, places) {
      const answer = await ask(http, `${mine}/defer`, withBearer(resume, "POST", { places }));
      return ticketIn(answer) ?? { kind: "refused", why: whyNotDeferred(answer) };
    },
    async handOver(resume) {
      const answer = await ask(http, `${mine}/handover`, withBearer(resume, "POST"));
      const offer = Handover.safeParse(answer.ok ? answer.body : undefined);
      if (offer.success) return offer.data;
      const notWaiting = codeOf(answer) === "not_waiting";
      return { kind: "refused", why: notWaiting ? "notWaiting" : whyNoAnswer(answer) };
    },
    async takeOver(code, key) {
      const answer = await ask(http, `${roomPath}/handovers`, withBody({ code, key }));
      // So is a code that was cut short on its way, and one that came with a key that leads elsewhere.
      const isOver = ["handover_over", "key_taken", "invalid"].includes(codeOf(answer) ?? "");
      return ticketIn(answer) ?? { kind: "refused", why: isOver ? "over" : whyNoAnswer(answer) };
    },
  };
}

function ticketIn(answer: Answer): TicketMessage | undefined {
  const ticket = TicketMessage.safeParse(answer.ok ? answer.body : undefined);
  return ticket.success ? ticket.data : undefined;
}

function resumeIn(answer: Answer): string | undefined {
  const { body } = answer.ok ? answer : { body: undefined };
  if (typeof body !== "object" || body === null || !("resume" in body)) return undefined;
  return typeof body.resume === "string" ? body.resume : undefined;
}

function withoutTicket(answer: Answer): Read {
  if (answer.status === 202) return { kind: "registering" };
  const code = codeOf(answer);
  if (code === "moved") return { kind: "moved" };
  return isPlaceless(code) ? { kind: "none" } : failed(answer);
}

/** A token that the room does not know any more is worth as much as none. */
function isPlaceless(code: string | undefined): boolean {
  return code === "unauthorized" || code === "unknown_ticket" || code === "unknown_room";
}

function failed({ retryAfterSeconds }: Answer): Failed {
  return { kind: "failed", retryAfterSeconds };
}

function whyNoAnswer({ status }: Answer): "offline" | "server" {
  return status === 0 ? "offline" : "server";
}

function whyNotDeferred(answer: Answer): RefusalOf<Deferral>["why"] {
  switch (codeOf(answer)) {
    case "nobody_behind":
      return "nobodyBehind";
    case "not_waiting":
      return "notWaiting";
    default:
      return whyNoAnswer(answer);
  }
}
