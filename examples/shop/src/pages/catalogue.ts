import { html } from "hono/html";
import type { SeatState } from "../box-office.ts";
import { type Evening, evenings, seats } from "../evenings.ts";
import { layout, type Markup } from "./layout.ts";

type Plan = (evening: Evening) => ReadonlyMap<string, SeatState>;

/** Open to all: what there is, and how many seats are left. */
export function cataloguePage(plan: Plan): Promise<string> {
  return layout(
    "This weekend",
    html`
      <h1>This weekend</h1>
      <p class="lead">Three concerts, sixty seats each. Seats go on sale now.</p>
      <ul class="evenings">${evenings.map((evening) => card(evening, freeOf(plan(evening))))}</ul>`,
  );
}

function card({ id, title, players, when }: Evening, free: number): Markup {
  return html`
    <li class="evening ${id}">
      <p class="when">${when}</p>
      <h2>${title}</h2>
      <p>${players}</p>
      <p class="left">${free === 0 ? "Sold out" : `${free} of ${seats.length} seats free`}</p>
      <a class="button" href="/seats/${id}">Choose seats<span class="unseen"> for ${title}</span></a>
    </li>`;
}

function freeOf(plan: ReadonlyMap<string, SeatState>): number {
  return [...plan.values()].filter((state) => state === "free").length;
}
