import { html } from "hono/html";
import type { Basket } from "../box-office.ts";
import { clock, type Time } from "./clock.ts";
import { layout } from "./layout.ts";
import { receipt } from "./receipt.ts";

interface Shown extends Time {
  readonly basket: Basket;
  readonly hasMoreTime: boolean;
}

export function checkoutPage({ basket, hasMoreTime, ...time }: Shown, trouble?: string): Promise<string> {
  return layout(
    "Check-out",
    html`
      ${clock(time)}
      <h1>Check-out</h1>
      ${receipt(basket)}
      ${trouble === undefined ? "" : html`<p class="trouble" role="alert">${trouble}</p>`}
      <form method="post" action="/checkout">
        <label class="field">Name on the tickets <input name="name" required maxlength="80" autocomplete="name"></label>
        <button class="button">Buy</button>
        <a href="/seats/${basket.evening.id}">Choose other seats</a>
      </form>
      ${hasMoreTime ? html`<form method="post" action="/more-time"><button class="quiet">I need another minute</button></form>` : ""}`,
  );
}
