import type { Extended, Visit } from "@fairline/gate";
import * as z from "zod";
import { type Answer, elsewhere, json, page } from "./answer.ts";
import { BoxOffice, type Choice, seatsMax } from "./box-office.ts";
import { eveningOf } from "./evenings.ts";
import { Inside } from "./inside.ts";
import { cataloguePage } from "./pages/catalogue.ts";
import { checkoutPage } from "./pages/checkout.ts";
import { missingPage } from "./pages/missing.ts";
import { orderPage } from "./pages/order.ts";
import { seatsPage } from "./pages/seats.ts";

export const moreSeconds = 60;

/** What the check-out says of more time that was asked for. */
interface CheckoutAsked {
  readonly more?: unknown;
  readonly trouble?: string;
}

const afterMore: Readonly<Record<Extended["kind"], string>> = {
  extended: "",
  no_more_time: "?more=none",
  // The site key is not that of the room: the gate has told the shop, and the visitor can do nothing.
  not_the_site: "?more=failed",
  unreachable: "?more=later",
  // The gate before the check-out leads to the line.
  no_visit: "",
};

function moreSaid(more: unknown): string | undefined {
  if (more === "none") return "There is no more time to give.";
  if (more === "later") return "There was no answer. Please try again.";
  return more === "failed" ? "That did not work just now." : undefined;
}

/** One box that is ticked comes alone, several come as a list. */
const Seats = z.object({ seats: z.preprocess((value) => [value].flat(), z.array(z.string()).max(60)) });
const Buyer = z.object({ name: z.string().trim().min(1).max(80) });
const NewOrder = z.object({ evening: z.string(), seats: z.array(z.string()).max(60), ...Buyer.shape });

export interface ShopOptions {
  /** Whether visitors may ask for another minute: that takes the site key. */
  readonly hasMoreTime: boolean;
  readonly nowMs?: () => number;
}

/**
 * The shop, without a framework: each page and each call of its API, as the answer to it. Whatever takes a visit stands behind
 * the gate, and is called with the visit that the gate has found.
 */
export class Shop {
  readonly #inside: Inside;
  readonly #office: BoxOffice;
  readonly #nowMs: () => number;
  readonly #hasMoreTime: boolean;

  constructor({ hasMoreTime, nowMs = Date.now }: ShopOptions) {
    this.#inside = new Inside(nowMs);
    this.#office = new BoxOffice(this.#inside);
    this.#nowMs = nowMs;
    this.#hasMoreTime = hasMoreTime;
  }

  // ── Open to all ────────────────────────────────────────────────────────────────────────────────────────

  async catalogue(): Promise<Answer> {
    return page(200, await cataloguePage((evening) => this.#office.plan(evening)));
  }

  /** Whoever has an order's address may read it, after the visit, too. */
  async order(id: string): Promise<Answer> {
    const order = this.#office.orderOf(id);
    return order === undefined ? this.missing() : page(200, await orderPage(order));
  }

  async missing(): Promise<Answer> {
    return page(404, await missingPage());
  }

  /** For whoever watches the shop; with how many are inside, and the most that ever were. */
  health(): Answer {
    return json(200, { status: "ok", inside: this.#inside.count, insideMost: this.#inside.most });
  }

  // ── Behind the gate ────────────────────────────────────────────────────────────────────────────────────

  async seats(visit: Visit, id: string): Promise<Answer> {
    this.#inside.meet(visit);
    const evening = eveningOf(id);
    if (evening === undefined) return this.missing();
    const plan = this.#office.plan(evening, visit.ticket);
    return page(200, await seatsPage({ evening, plan, ...this.#time(visit) }));
  }

  async choose(visit: Visit, id: string, form: unknown): Promise<Answer> {
    this.#inside.meet(visit);
    const evening = eveningOf(id);
    if (evening === undefined) return this.missing();
    const { data = { seats: [] } } = Seats.safeParse(form);
    const choice = this.#office.choose(visit.ticket, evening, data.seats);
    if (choice.kind === "held") return elsewhere("/checkout");
    const plan = this.#office.plan(evening, visit.ticket);
    return page(409, await seatsPage({ evening, plan, trouble: troubleOf(choice), ...this.#time(visit) }));
  }

  async checkout(visit: Visit, { more, trouble }: CheckoutAsked = {}): Promise<Answer> {
    this.#inside.meet(visit);
    const basket = this.#office.basketOf(visit.ticket);
    if (basket === undefined) return elsewhere("/");
    const shown = { basket, hasMoreTime: this.#hasMoreTime && more !== "none", ...this.#time(visit) };
    return page(trouble === undefined ? 200 : 422, await checkoutPage(shown, trouble ?? moreSaid(more)));
  }

  /** The end of the visit: the gate reads `fairline: complete`, and the next in line is called at once. */
  async buy(visit: Visit, form: unknown): Promise<Answer> {
    this.#inside.meet(visit);
    const buyer = Buyer.safeParse(form);
    if (!buyer.success) return this.checkout(visit, { trouble: "Please tell us your name." });
    const order = this.#office.sell(visit.ticket, buyer.data.name);
    if (order === undefined) return elsewhere("/");
    this.#inside.leave(visit.ticket);
    return elsewhere(`/orders/${order.id}`, "complete");
  }

  /**
   * "I need another minute", after the gate has asked for it: the room's `maxVisitSeconds` says whether there is one. With the
   * header `fairline: extend=60` nobody would hear that there is none.
   */
  moreTime({ kind, setCookies }: Extended): Answer {
    return { ...elsewhere(`/checkout${afterMore[kind]}`), cookies: setCookies };
  }

  // ── Its API, behind the gate as well ───────────────────────────────────────────────────────────────────

  seatStates(visit: Visit, id: string): Answer {
    this.#inside.meet(visit);
    const evening = eveningOf(id);
    if (evening === undefined) return json(404, { error: "unknown_evening" });
    return json(200, { seats: Object.fromEntries(this.#office.plan(evening, visit.ticket)) });
  }

  newOrder(visit: Visit, body: unknown): Answer {
    this.#inside.meet(visit);
    const asked = NewOrder.safeParse(body);
    if (!asked.success) return json(422, { error: "bad_order", detail: z.prettifyError(asked.error) });
    const evening = eveningOf(asked.data.evening);
    if (evening === undefined) return json(422, { error: "unknown_evening" });
    const choice = this.#office.choose(visit.ticket, evening, asked.data.seats);
    if (choice.kind !== "held") return json(409, { error: choice });
    const order = this.#office.sell(visit.ticket, asked.data.name);
    if (order === undefined) return json(409, { error: "visit_over" });
    this.#inside.leave(visit.ticket);
    return json(201, { order: order.id }, "complete");
  }

  #time(visit: Visit): { secondsLeft: number; inside: number } {
    const secondsLeft = Math.max(0, Math.ceil((visit.expiresAt.getTime() - this.#nowMs()) / 1000));
    return { secondsLeft, inside: this.#inside.count };
  }
}

function troubleOf(choice: Exclude<Choice, { kind: "held" }>): string {
  if (choice.kind === "taken") return `Somebody was faster: ${choice.seats.join(", ")}. Please choose again.`;
  switch (choice.why) {
    case "no_seat":
      return "Please choose a seat.";
    case "too_many":
      return `Please choose ${seatsMax} seats at most.`;
    case "unknown_seat":
      return "There is no such seat.";
    default:
      return choice.why satisfies never;
  }
}
