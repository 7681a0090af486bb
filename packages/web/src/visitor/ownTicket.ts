import { Handover, TicketMessage } from "@fairline/core";
import { type Answer, ask, withBearer } from "../answer.ts";
import type { Http } from "../ports.ts";
import type { Deferral, HandoverOffer } from "./state.ts";
import type { Request } from "./visit.ts";

type Why<T> = T extends { readonly kind: "refused"; readonly why: infer W } ? W : never;

/** What a visitor asks of the own ticket, over HTTP. `resume` is the bearer token that came with it. */
export interface OwnTicket {
  confirm(resume: string): Promise<TicketMessage | Request>;
  defer(resume: string, places: number): Promise<TicketMessage | Deferral>;
  handOver(resume: string): Promise<Handover | HandoverOffer>;
  /** Takes the place of the code for the given key. */
  takeOver(code: string, key: string): Promise<TicketMessage | Request>;
}

export function ownTicket(http: Http, room: string): OwnTicket {
  const roomPath = `/rooms/${encodeURIComponent(room)}`;
  const mine = `${roomPath}/tickets/me`;
  return {
    async confirm(resume) {
      const answer = await ask(http, `${mine}/confirm`, withBearer(resume, "POST"));
      return ticketIn(answer) ?? { kind: "refused", why: noAnswer(answer) };
    },
    async defer(resume, places) {
      const answer = await ask(http, `${mine}/defer`, withBearer(resume, "POST", { places }));
      return ticketIn(answer) ?? { kind: "refused", why: whyNotDeferred(answer) };
    },
    async handOver(resume) {
      const answer = await ask(http, `${mine}/handover`, withBearer(resume, "POST"));
      const offer = Handover.safeParse(answer.ok ? answer.body : undefined);
      return offer.success ? offer.data : { kind: "refused", why: whyNotOffered(answer) };
    },
    async takeOver(code, key) {
      const answer = await ask(http, `${roomPath}/handovers`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code, key }),
      });
      const gone = !answer.ok && (answer.status === 410 || answer.status === 422);
      return ticketIn(answer) ?? { kind: "refused", why: gone ? "over" : noAnswer(answer) };
    },
  };
}

function ticketIn(answer: Answer): TicketMessage | undefined {
  const ticket = TicketMessage.safeParse(answer.ok ? answer.body : undefined);
  return ticket.success ? ticket.data : undefined;
}

function noAnswer(answer: Answer): "offline" | "server" {
  return !answer.ok && answer.status === 0 ? "offline" : "server";
}

function whyNotDeferred(answer: Answer): Why<Deferral> {
  switch (codeOf(answer)) {
    case "nobody_behind":
      return "nobodyBehind";
    case "not_waiting":
      return "notWaiting";
    default:
      return noAnswer(answer);
  }
}

function whyNotOffered(answer: Answer): Why<HandoverOffer> {
  return codeOf(answer) === "not_waiting" ? "notWaiting" : noAnswer(answer);
}

function codeOf(answer: Answer): string | undefined {
  return answer.ok ? undefined : answer.problem?.code;
}
