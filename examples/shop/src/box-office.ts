import { randomUUID } from "node:crypto";
import { type Evening, type Seat, seatOf, seats } from "./evenings.ts";
import type { Inside } from "./inside.ts";

export type SeatState = "free" | "held" | "yours" | "sold";

export interface Order {
  /** Nobody can guess it: whoever has the address of an order may read it. */
  readonly id: string;
  readonly evening: Evening;
  readonly seats: readonly Seat[];
  readonly name: string;
}

export type Choice =
  | { readonly kind: "held" }
  | { readonly kind: "refused"; readonly why: "no_seat" | "too_many" | "unknown_seat" }
  | { readonly kind: "taken"; readonly seats: readonly string[] };

export interface Basket {
  readonly evening: Evening;
  readonly seats: readonly Seat[];
}

export const seatsMax = 4;

/** Which seats are whose. A visitor holds seats for as long as the visit lasts, and not a second longer. */
export class BoxOffice {
  readonly #inside: Inside;
  /** By the visit's ticket. */
  readonly #baskets = new Map<string, Basket>();
  readonly #orders = new Map<string, Order>();
  readonly #sold = new Set<string>();

  constructor(inside: Inside) {
    this.#inside = inside;
  }

  /** Every seat of an evening, as this visitor sees it. */
  plan(evening: Evening, ticket?: string): ReadonlyMap<string, SeatState> {
    const held = this.#heldSeats(evening);
    const stateOf = (name: string): SeatState => {
      if (this.#sold.has(placeOf(evening, name))) return "sold";
      const holder = held.get(name);
      if (holder === undefined) return "free";
      return holder === ticket ? "yours" : "held";
    };
    return new Map(seats.map(({ name }) => [name, stateOf(name)]));
  }

  /** Holds these seats in place of those that this visitor held before: all of them, or none. */
  choose(ticket: string, evening: Evening, names: readonly string[]): Choice {
    const chosen = [...new Set(names)].map(seatOf).filter((seat) => seat !== undefined);
    if (names.length === 0) return { kind: "refused", why: "no_seat" };
    if (chosen.length !== names.length) return { kind: "refused", why: "unknown_seat" };
    if (chosen.length > seatsMax) return { kind: "refused", why: "too_many" };
    const plan = this.plan(evening, ticket);
    const taken = names.filter((name) => plan.get(name) === "held" || plan.get(name) === "sold");
    if (taken.length > 0) return { kind: "taken", seats: taken };
    this.#baskets.set(ticket, { evening, seats: chosen });
    return { kind: "held" };
  }

  basketOf(ticket: string): Basket | undefined {
    return this.#inside.has(ticket) ? this.#baskets.get(ticket) : undefined;
  }

  /** Sells what this visitor holds. Nothing where nothing is held. */
  sell(ticket: string, name: string): Order | undefined {
    const basket = this.basketOf(ticket);
    if (basket === undefined) return undefined;
    const order: Order = { id: randomUUID(), name, ...basket };
    this.#baskets.delete(ticket);
    for (const seat of basket.seats) this.#sold.add(placeOf(basket.evening, seat.name));
    this.#orders.set(order.id, order);
    return order;
  }

  orderOf(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** Who holds which seat. Baskets of visits that are over are forgotten on the way. */
  #heldSeats(evening: Evening): ReadonlyMap<string, string> {
    for (const ticket of this.#baskets.keys()) if (!this.#inside.has(ticket)) this.#baskets.delete(ticket);
    const held = new Map<string, string>();
    for (const [ticket, basket] of this.#baskets)
      if (basket.evening === evening) for (const { name } of basket.seats) held.set(name, ticket);
    return held;
  }
}

function placeOf(evening: Evening, seat: string): string {
  return `${evening.id} ${seat}`;
}
