import { html } from "hono/html";
import type { Order } from "../box-office.ts";
import { layout } from "./layout.ts";
import { receipt } from "./receipt.ts";

/** After the visit: the place inside is somebody else's by now, and this page is open. */
export function orderPage(order: Order): Promise<string> {
  return layout(
    "Your tickets",
    html`
      <h1>Thank you, ${order.name}</h1>
      <p class="lead">Your seats are bought, and the next one in line has been called.</p>
      ${receipt(order)}
      <p><a href="/">All concerts</a></p>`,
  );
}
